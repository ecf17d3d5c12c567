"""What people of the office are told."""

from django.utils.translation import gettext_lazy as _

from core.notifications.texts.shapes import Event, event

# To people of the office. What they hold is given by whoever sends them (`outbox.to_staff`).
STAFF: dict[str, Event] = {
    "digest": event(
        _("Ringkasan pagi untuk petugas"),
        "jumlah daftar jumlah_hari_ini daftar_hari_ini",
        (
            "{layanan} {kota}: yang menunggu Anda hari ini",
            "Laporan yang lewat batas waktu: {jumlah}.",
            "{daftar}",
            "Laporan yang batas waktunya hari ini: {jumlah_hari_ini}.",
            "{daftar_hari_ini}",
        ),
        (
            "{layanan} {kota}: what waits for you today",
            "Overdue reports: {jumlah}.",
            "{daftar}",
            "Reports due today: {jumlah_hari_ini}.",
            "{daftar_hari_ini}",
        ),
        is_of_report=False,
    ),
    "role_asked": event(
        _("Peran menunggu orang kedua"),
        "orang peran oleh",
        (
            "{layanan} {kota}: sebuah peran menunggu persetujuan",
            "{oleh} meminta peran ini untuk {orang}: {peran}.",
            "Peran itu baru berlaku setelah disetujui orang kedua, di menu Peran pada meja kerja.",
            "Tanyakan dulu kepada orangnya. Bila Anda tidak mengenal permintaan ini, tolak.",
        ),
        (
            "{layanan} {kota}: a role waits for approval",
            "{oleh} has asked for this role for {orang}: {peran}.",
            "The role counts only once a second person has approved it, under Roles at the desk.",
            "Ask the person first. If you do not recognise this request, decline it.",
        ),
        is_of_report=False,
    ),
    "role_given": event(
        _("Peran baru berlaku"),
        "orang peran oleh",
        (
            "{layanan} {kota}: seseorang mendapat peran baru",
            "{orang} kini mempunyai peran ini: {peran}. Yang memberikan: {oleh}.",
            "Bila ini tidak semestinya, beri tahu pimpinan dan admin hari ini juga.",
        ),
        (
            "{layanan} {kota}: someone has a new role",
            "{orang} now has this role: {peran}. Given by: {oleh}.",
            "If this is not as it should be, tell the leader and the admin today.",
        ),
        is_of_report=False,
    ),
    "access_renewed": event(
        _("Cara masuk diatur ulang"),
        "orang peran oleh",
        (
            "{layanan} {kota}: cara masuk seorang petugas diatur ulang",
            "{oleh} mengatur ulang cara masuk {orang} ({peran}). Sandi dan kode lamanya tidak berlaku lagi.",
            "Bila {orang} tidak memintanya, beri tahu pimpinan dan admin hari ini juga.",
        ),
        (
            "{layanan} {kota}: an officer's way in was reset",
            "{oleh} has reset the way in of {orang} ({peran}). The old password and code no longer work.",
            "If {orang} did not ask for this, tell the leader and the admin today.",
        ),
        is_of_report=False,
    ),
}
