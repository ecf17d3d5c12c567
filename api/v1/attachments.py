"""Photos, uploaded before the report (or the answer) they belong to."""

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.parsers import PhotoParser
from api.schema import operation
from api.shapes import Moment, Shape
from api.views import PublicView, answer_once, repeated
from core.casework import actions
from core.casework.queries import UNUSED_PHOTO_KEPT
from core.common import rate_limits
from core.common.errors import Invalid
from core.reports import image_intake
from core.reports.models import Attachment

ROUTE = "api:attachments"


class PhotoBody(serializers.Serializer):
    file = serializers.FileField(help_text=_("JPEG, PNG, WebP, atau HEIC."))


class UploadedPhoto(Shape):
    """The id to name in `attachments`."""

    id = serializers.UUIDField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    usable_until = Moment()

    def get_usable_until(self, photo: Attachment) -> datetime:
        return photo.uploaded_at + UNUSED_PHOTO_KEPT


class Attachments(PublicView):
    """One photo a request. Place, device and all other metadata are taken out of it at once."""

    parser_classes = (PhotoParser,)

    @operation(
        "upload_photo",
        _("Unggah satu foto"),
        UploadedPhoto,
        status=201,
        repeatable=True,
        request={"multipart/form-data": PhotoBody},
    )
    def post(self, request: Request) -> Response:
        upload = _only_file(request)
        # The boundaries of a repeated multipart body may differ; its file does not.
        content = hashlib.sha256()
        for chunk in upload.chunks():
            content.update(chunk)
        digest = content.digest()
        if (answer := repeated(request, ROUTE, body_digest=digest)) is not None:
            return answer
        rate_limits.spend("photos", request)  # wrong ones too: looking at a photo is what costs
        # Decoded before the transaction of a repeated POST begins: it may have to wait for its turn.
        picture = _prepared(upload)
        return answer_once(
            request, ROUTE, lambda: (201, self.show(UploadedPhoto, actions.store_photo(picture))), body_digest=digest
        )


def _only_file(request: Request) -> UploadedFile:
    files = request.FILES.getlist("file")
    unknown = [name for name in request.data if name != "file"]
    if unknown:
        raise Invalid({name[:100]: [_("Isian ini tidak dikenal. Periksa ejaannya.")] for name in unknown[:20]})
    if len(files) != 1:
        raise Invalid.at("file", _("Kirim tepat satu foto pada isian file."))
    return files[0]


def _prepared(upload: UploadedFile) -> image_intake.Processed:
    try:
        return actions.prepare_photo(upload)
    except Invalid as invalid:
        invalid.errors = {"file": invalid.errors[image_intake.FIELD]}
        raise
