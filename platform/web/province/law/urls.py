from django.urls import path

from web.province.law import calendar, rules

urlpatterns = [
    path("kalender/", calendar.days_off, name="law_calendar"),
    path("kalender/tahun/<int:year>/", calendar.decree, name="law_year"),
    path("kalender/<str:day>/", calendar.day_off, name="law_day_off"),
    path("kalender/<str:day>/pindah/", calendar.move, name="law_day_off_move"),
    path("kalender/<str:day>/cabut/", calendar.withdraw, name="law_day_off_withdraw"),
    path("batas-waktu/", rules.rules, name="law_rules"),
    path("batas-waktu/<int:pk>/", rules.rule, name="law_rule"),
    path("batas-waktu/<int:pk>/batal/", rules.withdraw, name="law_rule_withdraw"),
]
