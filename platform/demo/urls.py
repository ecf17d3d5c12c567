"""The page of the demo's mail, on every host."""

from django.urls import path

from demo import mailbox

urlpatterns = [path("", mailbox.inbox, name="demo_mail")]
