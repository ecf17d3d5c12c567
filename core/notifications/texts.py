"""What the mails say: the built-in text of every event, as data. A city's own (`MailText`) go first.

A text is a subject and paragraphs, with signs such as `{nomor}` in them (`core.notifications.wording`). The frame
around it (templates/emails/) adds the link, why the mail comes, and the city's name; so no text can be without them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("id", "en")

# What a sign stands for. These may stand in a subject, too: nothing there tells who somebody is or what it is about.
SUBJECT_SIGNS: dict[str, Promise] = {
    "nomor": _("nomor laporan"),
    "jenis": _("jenis laporan, misalnya “pengaduan”"),
    "kota": _("nama kota atau kabupaten"),
    "layanan": _("nama layanan"),
}
BODY_SIGNS: dict[str, Promise] = {
    "pesan": _("kata-kata petugas: pertanyaan, jawaban atau catatan"),
    "alasan": _("kalimat alasan yang dipilih dari daftar"),
    "opd": _("nama pendek OPD yang menangani"),
    "batas": _("hari terakhir batas waktu berikutnya"),
    "tujuan": _("instansi atau daerah yang menerima laporan"),
    "laporan_utama": _("laporan yang menampung laporan ini"),
    "laporan_anda": _("nomor laporan pembaca surel, yang ikut ditangani"),
    "jumlah": _("berapa laporan yang menunggu"),
    "daftar": _("daftar nomor laporan"),
    "jumlah_hari_ini": _("berapa laporan yang batas waktunya hari ini"),
    "daftar_hari_ini": _("daftar nomor laporan yang batas waktunya hari ini"),
    "orang": _("nama orang yang perannya atau cara masuknya berubah"),
    "peran": _("peran orang itu"),
    "oleh": _("nama orang yang mengubahnya"),
}


@dataclass(frozen=True)
class Text:
    """A subject and its paragraphs, with signs not yet replaced."""

    subject: str
    body: str


@dataclass(frozen=True)
class Event:
    """What there is to tell: its name on screen, the signs a text about it may hold besides those of every subject,
    and the built-in text in each language."""

    title: Promise
    signs: tuple[str, ...]
    texts: Mapping[str, Text]
    is_of_report: bool = True


def _event(title: Promise, signs: str, indonesian: tuple[str, ...], english: tuple[str, ...], **more: bool) -> Event:
    texts = {
        language: Text(subject, "\n\n".join(paragraphs))
        for language, (subject, *paragraphs) in zip(LANGUAGES, (indonesian, english), strict=True)
    }
    return Event(title, tuple(signs.split()), texts, **more)


# To the reporter, by the action that causes it.
REPORTER: dict[str, Event] = {
    "submit": _event(
        _("Laporan diterima"),
        "batas",
        (
            "Laporan {nomor} sudah kami terima",
            "Terima kasih. Kami sudah menerima {jenis} Anda dengan nomor {nomor}.",
            "Langkah berikutnya selesai paling lambat {batas}.",
            "Simpan nomor ini. Kode dari tanda terima tidak kami kirim lewat surel; dengan nomor dan kode itu Anda "
            "membuka laporan Anda.",
        ),
        (
            "We have received report {nomor}",
            "Thank you. We have received your {jenis}; its number is {nomor}.",
            "The next step is due by {batas}.",
            "Keep this number. We do not send the code of your receipt by e-mail; with number and code you open your "
            "report.",
        ),
    ),
    "ask": _event(
        _("Petugas bertanya"),
        "pesan batas",
        (
            "Laporan {nomor}: kami perlu keterangan Anda",
            "Agar laporan {nomor} dapat ditangani, petugas bertanya:",
            "{pesan}",
            "Jawablah paling lambat {batas}. Tanpa jawaban, laporan dianggap dicabut.",
        ),
        (
            "Report {nomor}: we need to know more",
            "So that report {nomor} can be handled, the office asks:",
            "{pesan}",
            "Please answer by {batas}. Without an answer the report is deemed withdrawn.",
        ),
    ),
    "record_reply": _event(
        _("Jawaban pelapor dicatat petugas"),
        "pesan batas",
        (
            "Laporan {nomor}: jawaban Anda sudah kami catat",
            "Petugas mencatat jawaban yang Anda sampaikan lewat telepon atau loket untuk laporan {nomor}:",
            "{pesan}",
            "Bila catatan ini keliru, tambahkan keterangan di halaman laporan Anda. Langkah berikutnya selesai paling "
            "lambat {batas}.",
        ),
        (
            "Report {nomor}: we have noted your answer",
            "The office has noted the answer you gave by phone or at the counter for report {nomor}:",
            "{pesan}",
            "If this is wrong, add what is right on the page of your report. The next step is due by {batas}.",
        ),
    ),
    "withdraw_question": _event(
        _("Pertanyaan ditarik"),
        "pesan batas",
        (
            "Laporan {nomor}: pertanyaan kami tidak perlu dijawab lagi",
            "Pertanyaan kami tentang laporan {nomor} tidak perlu Anda jawab lagi:",
            "{pesan}",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor}: you need not answer our question any more",
            "You need not answer our question about report {nomor} any more:",
            "{pesan}",
            "The next step is due by {batas}.",
        ),
    ),
    "go_on_without": _event(
        _("Dilanjutkan tanpa jawaban"),
        "pesan batas",
        (
            "Laporan {nomor} kami lanjutkan",
            "Kami melanjutkan laporan {nomor} tanpa menunggu jawaban Anda:",
            "{pesan}",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "We go on with report {nomor}",
            "We go on with report {nomor} without waiting for your answer:",
            "{pesan}",
            "The next step is due by {batas}.",
        ),
    ),
    "message": _event(
        _("Pesan dari petugas"),
        "pesan",
        ("Laporan {nomor}: pesan dari petugas", "Pesan petugas tentang laporan {nomor}:", "{pesan}"),
        ("Report {nomor}: a message from the office", "The office writes about report {nomor}:", "{pesan}"),
    ),
    "verify": _event(
        _("Laporan diverifikasi"),
        "batas",
        (
            "Laporan {nomor} sudah diperiksa",
            "Laporan {nomor} lengkap dan akan diteruskan ke dinas yang menangani.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} has been checked",
            "Report {nomor} is complete and goes on to the department that handles it.",
            "The next step is due by {batas}.",
        ),
    ),
    "dispatch": _event(
        _("Laporan diteruskan ke OPD"),
        "opd batas",
        (
            "Laporan {nomor} diteruskan ke dinas yang menangani",
            "Laporan {nomor} diteruskan ke {opd}.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} has gone to the department responsible",
            "Report {nomor} has gone to {opd}.",
            "The next step is due by {batas}.",
        ),
    ),
    "answer": _event(
        _("Laporan dijawab"),
        "pesan opd",
        (
            "Laporan {nomor} sudah dijawab",
            "{opd} menjawab laporan {nomor}:",
            "{pesan}",
            "Jawaban ini masih diperiksa sebelum laporan ditutup. Bila belum sesuai, tambahkan keterangan di halaman "
            "laporan.",
        ),
        (
            "Report {nomor} has been answered",
            "{opd} answers report {nomor}:",
            "{pesan}",
            "The answer is checked before the report is closed. If something is still wrong, add it on the report's "
            "page.",
        ),
    ),
    "follow_up": _event(
        _("Jawaban tambahan"),
        "pesan opd",
        ("Laporan {nomor}: jawaban tambahan", "{opd} menambahkan jawaban untuk laporan {nomor}:", "{pesan}"),
        ("Report {nomor}: addition to the answer", "{opd} adds to the answer to report {nomor}:", "{pesan}"),
    ),
    "extend": _event(
        _("Batas waktu diperpanjang"),
        "pesan batas",
        (
            "Laporan {nomor}: batas waktu diperpanjang",
            "Penanganan laporan {nomor} memerlukan waktu lebih lama. Batas waktunya sekarang {batas}.",
            "Alasannya:",
            "{pesan}",
        ),
        (
            "Report {nomor}: more time is needed",
            "Handling report {nomor} takes longer. It is now due by {batas}.",
            "The reason:",
            "{pesan}",
        ),
    ),
    "close": _event(
        _("Laporan selesai"),
        "opd",
        (
            "Laporan {nomor} selesai",
            "Jawaban untuk laporan {nomor} sudah diperiksa dan laporan ditutup sebagai selesai.",
            "Belum selesai menurut Anda? Buka halaman laporan; di sana tertulis apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} is closed",
            "The answer to report {nomor} has been checked and the report is closed as done.",
            "Is the problem not solved? Open the report's page: it says what you can do.",
        ),
    ),
    "auto_close": _event(
        _("Laporan ditutup otomatis"),
        "",
        (
            "Laporan {nomor} ditutup",
            "Laporan {nomor} ditutup karena tidak ada tanggapan setelah jawaban terakhir.",
            "Belum selesai menurut Anda? Buka halaman laporan; di sana tertulis apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} is closed",
            "Report {nomor} has been closed because there was no response to the last answer.",
            "Is the problem not solved? Open the report's page: it says what you can do.",
        ),
    ),
    "resolve_outside": _event(
        _("Selesai di luar layanan ini"),
        "pesan",
        (
            "Laporan {nomor} ditutup: ditangani di luar layanan ini",
            "Laporan {nomor} ditutup karena masalahnya sudah ditangani dengan jalan lain.",
            "{pesan}",
        ),
        (
            "Report {nomor} is closed: dealt with elsewhere",
            "Report {nomor} is closed because the matter has been dealt with in another way.",
            "{pesan}",
        ),
    ),
    "reject": _event(
        _("Laporan tidak dapat ditindaklanjuti"),
        "alasan pesan",
        (
            "Laporan {nomor} tidak dapat ditindaklanjuti",
            "Mohon maaf, laporan {nomor} tidak dapat kami tindak lanjuti.",
            "Alasannya: {alasan}",
            "{pesan}",
            "Tidak setuju? Halaman laporan menjelaskan apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} cannot be followed up",
            "We are sorry: report {nomor} cannot be followed up.",
            "The reason: {alasan}",
            "{pesan}",
            "Do you disagree? The report's page says what you can do.",
        ),
    ),
    "refer": _event(
        _("Laporan dirujuk ke instansi lain"),
        "tujuan pesan",
        (
            "Laporan {nomor} dirujuk ke instansi yang berwenang",
            "Laporan {nomor} bukan wewenang {kota}, jadi kami tidak dapat menyelesaikannya.",
            "Kami merujuknya ke {tujuan}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has been referred to the agency responsible",
            "Report {nomor} is not the responsibility of {kota}, so we cannot resolve it.",
            "We have referred it to {tujuan}.",
            "{pesan}",
        ),
    ),
    "transfer": _event(
        _("Laporan dialihkan ke daerah lain"),
        "tujuan pesan",
        (
            "Laporan {nomor} dialihkan ke daerah yang berwenang",
            "Laporan {nomor} dialihkan, dengan riwayat dan batas waktunya. Nomornya tetap.",
            "Sekarang laporan ditangani oleh {tujuan}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has gone to the city or regency responsible",
            "Report {nomor} has been handed over with its history and its deadlines. Its number stays.",
            "It is now handled by {tujuan}.",
            "{pesan}",
        ),
    ),
    "come_back": _event(
        _("Laporan dikembalikan oleh daerah lain"),
        "tujuan",
        (
            "Laporan {nomor} kembali ditangani {kota}",
            "Laporan {nomor} dikembalikan oleh {tujuan}, karena menurut mereka bukan wewenangnya. Sekarang {kota} "
            "menanganinya lagi.",
            "Anda tidak perlu melakukan apa-apa: nomor, kode, dan batas waktunya tetap.",
        ),
        (
            "Report {nomor} is again handled by {kota}",
            "Report {nomor} has been given back by {tujuan}, who say that it is not theirs. {kota} now handles it "
            "again.",
            "You need not do anything: its number, its code and its deadlines stay.",
        ),
    ),
    "recall": _event(
        _("Pengalihan laporan ditarik kembali"),
        "tujuan",
        (
            "Laporan {nomor} tetap ditangani {kota}",
            "Kami menarik kembali pengalihan laporan {nomor} ke {tujuan}. Sekarang {kota} menanganinya lagi.",
            "Anda tidak perlu melakukan apa-apa: nomor, kode, dan batas waktunya tetap.",
        ),
        (
            "Report {nomor} stays with {kota}",
            "We have taken back report {nomor} from {tujuan}. {kota} now handles it again.",
            "You need not do anything: its number, its code and its deadlines stay.",
        ),
    ),
    "merge": _event(
        _("Laporan digabung"),
        "laporan_utama pesan",
        (
            "Laporan {nomor} digabung dengan laporan lain",
            "Laporan {nomor} tentang hal yang sama dengan laporan yang sudah ada, jadi keduanya ditangani bersama.",
            "Perkembangannya ada di {laporan_utama}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has been merged with another",
            "Report {nomor} is about the same matter as one we already have, so both are handled together.",
            "What happens is told in {laporan_utama}.",
            "{pesan}",
        ),
    ),
    "follow": _event(
        _("Laporan yang menampung laporan ini digabung lagi"),
        "laporan_utama",
        (
            "Laporan {nomor} sekarang ditangani bersama laporan lain",
            "Laporan {nomor} sudah digabung dengan laporan lain, dan laporan itu sekarang digabung lagi.",
            "Perkembangannya ada di {laporan_utama}.",
        ),
        (
            "Report {nomor} is now handled with another report",
            "Report {nomor} had been merged with another one, which has now been merged as well.",
            "What happens is told in {laporan_utama}.",
        ),
    ),
    "withdraw": _event(
        _("Laporan dicabut pelapor"),
        "",
        (
            "Laporan {nomor} dicabut",
            "Laporan {nomor} dicabut sesuai permintaan Anda dan tidak ditangani lagi.",
            "Bukan Anda yang mencabutnya? Hubungi kantor kami dengan menyebut nomor ini.",
        ),
        (
            "Report {nomor} has been withdrawn",
            "Report {nomor} has been withdrawn as you asked and is no longer handled.",
            "Was this not you? Call our office and give this number.",
        ),
    ),
    "lapse": _event(
        _("Laporan gugur karena tidak dilengkapi"),
        "",
        (
            "Laporan {nomor} dianggap dicabut",
            "Keterangan yang kami minta untuk laporan {nomor} tidak kami terima dalam waktunya, jadi laporan dianggap "
            "dicabut.",
            "Masalahnya masih ada? Buatlah laporan baru dengan keterangan itu.",
        ),
        (
            "Report {nomor} is deemed withdrawn",
            "We did not receive in time what we asked for about report {nomor}, so it is deemed withdrawn.",
            "Is the problem still there? Make a new report that includes what we asked for.",
        ),
    ),
    "reopen": _event(
        _("Laporan dibuka kembali"),
        "batas",
        (
            "Laporan {nomor} dibuka kembali",
            "Laporan {nomor} dibuka kembali sesuai permintaan Anda dan ditangani lagi.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} is open again",
            "Report {nomor} is open again as you asked, and is being handled again.",
            "The next step is due by {batas}.",
        ),
    ),
    "reply_refused": _event(
        _("Balasan surel tidak dapat dicatat"),
        "alasan",
        (
            "Laporan {nomor}: balasan Anda belum tercatat",
            "Balasan Anda lewat surel tidak dapat dicatat di laporan {nomor}.",
            "Alasannya: {alasan}",
            "Buka halaman laporan untuk melihat apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor}: your answer has not been recorded",
            "Your answer by e-mail could not be recorded in report {nomor}.",
            "The reason: {alasan}",
            "Open the report's page to see what you can do.",
        ),
    ),
}

# To citizens who support a public report. They read only what everybody may.
SUPPORTER: dict[str, Event] = {
    "answer": _event(
        _("Laporan yang didukung dijawab"),
        "",
        ("Laporan {nomor} yang Anda dukung sudah dijawab", "Jawabannya dapat Anda baca di halaman laporan."),
        ("Report {nomor}, which you support, has been answered", "You can read the answer on the report's page."),
    ),
    "close": _event(
        _("Laporan yang didukung selesai"),
        "",
        ("Laporan {nomor} yang Anda dukung ditutup", "Cara penyelesaiannya dapat Anda baca di halaman laporan."),
        ("Report {nomor}, which you support, is closed", "You can read on its page how it was settled."),
    ),
    "merge": _event(
        _("Laporan yang didukung digabung"),
        "laporan_utama",
        (
            "Laporan {nomor} yang Anda dukung digabung dengan laporan lain",
            "Laporan itu tentang hal yang sama dengan laporan yang sudah ada, jadi keduanya ditangani bersama.",
            "Perkembangannya ada di {laporan_utama}.",
        ),
        (
            "Report {nomor}, which you support, has been merged with another",
            "It is about the same matter as one we already have, so both are handled together.",
            "What happens is told in {laporan_utama}.",
        ),
    ),
    "transfer": _event(
        _("Laporan yang didukung dialihkan ke daerah lain"),
        "tujuan",
        (
            "Laporan {nomor} yang Anda dukung dialihkan ke daerah yang berwenang",
            "Sekarang laporan itu ditangani oleh {tujuan}, dengan nomor yang sama. Dukungan Anda tetap terhitung.",
            "Kabar selanjutnya ada di halamannya di {tujuan}. Kami tidak mengirim surel lagi tentang laporan ini.",
        ),
        (
            "Report {nomor}, which you support, has gone to the city or regency responsible",
            "It is now handled by {tujuan} under the same number. Your support still counts.",
            "What happens next is told on its page at {tujuan}. We send no more e-mail about this report.",
        ),
    ),
}
# To citizens whose report was merged into another one, which is public, about what happens to that one.
FOLLOWER: dict[str, Event] = {
    "answer": _event(
        _("Laporan yang menampung laporan lain dijawab"),
        "laporan_anda",
        (
            "Laporan {nomor}, yang menampung laporan Anda, sudah dijawab",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}, dan laporan itu sudah dijawab.",
            "Jawabannya dapat Anda baca di halaman laporan.",
        ),
        (
            "Report {nomor}, with which yours is handled, has been answered",
            "Your report {laporan_anda} is handled together with report {nomor}, which has been answered.",
            "You can read the answer on its page.",
        ),
    ),
    "close": _event(
        _("Laporan yang menampung laporan lain selesai"),
        "laporan_anda",
        (
            "Laporan {nomor}, yang menampung laporan Anda, ditutup",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}, dan laporan itu sudah ditutup.",
            "Cara penyelesaiannya dapat Anda baca di halaman laporan.",
        ),
        (
            "Report {nomor}, with which yours is handled, is closed",
            "Your report {laporan_anda} is handled together with report {nomor}, which is closed.",
            "You can read on its page how it was settled.",
        ),
    ),
    "transfer": _event(
        _("Laporan yang menampung laporan lain dialihkan ke daerah lain"),
        "laporan_anda tujuan",
        (
            "Laporan {nomor}, yang menampung laporan Anda, dialihkan ke daerah yang berwenang",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}. Sekarang laporan {nomor} ditangani oleh "
            "{tujuan}, dengan nomor yang sama.",
            "Kabar selanjutnya ada di halamannya di {tujuan}. Kami tidak mengirim surel lagi tentang laporan itu.",
        ),
        (
            "Report {nomor}, with which yours is handled, has gone to the city or regency responsible",
            "Your report {laporan_anda} is handled together with report {nomor}, which is now handled by {tujuan} "
            "under the same number.",
            "What happens next is told on its page at {tujuan}. We send no more e-mail about that report.",
        ),
    ),
}

# To people of the office. What they hold is given by whoever sends them (`outbox.to_staff`).
STAFF: dict[str, Event] = {
    "digest": _event(
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
    "role_asked": _event(
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
    "role_given": _event(
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
    "access_renewed": _event(
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

EVENTS: dict[str, Event] = {
    **REPORTER,
    **{f"supporter_{name}": event for name, event in SUPPORTER.items()},
    **{f"follower_{name}": event for name, event in FOLLOWER.items()},
    **{f"staff_{name}": event for name, event in STAFF.items()},
}
