"""Every action as it looks on the desk, in the order of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.casework import actions
from core.reports.models import Report
from tenants.lazy_text import Promise
from web.desk.forms.answering import AnswerForm, FollowUpForm, WorkPhotosForm
from web.desk.forms.base import ActionForm
from web.desk.forms.checking import ExtendForm, ReworkForm
from web.desk.forms.correcting import AnonymiseForm, CorrectForm, HidePhotoForm
from web.desk.forms.deciding import (
    AskForm,
    GoOnWithoutForm,
    HandBackForm,
    MergeForm,
    RecordReplyForm,
    ReferForm,
    RejectForm,
    ResolveOutsideForm,
    TransferForm,
    VerifyForm,
    WithdrawQuestionForm,
)
from web.desk.forms.dispatching import (
    AddPartForm,
    DispatchForm,
    FinishPartForm,
    RedispatchForm,
    ReturnPartForm,
    SendBackForm,
    WithdrawPartForm,
)
from web.desk.forms.publishing import RedactForm
from web.desk.forms.talking import MessageForm, NoteForm


@dataclass(frozen=True)
class Action:
    """How an action looks on the desk. `run(number, actor, **arguments)` is the function that takes it.

    `is_open`: its form stands open, because it is the usual next step. `key`: the key that leads to it.
    """

    run: Callable[..., Report]
    title: Promise
    explanation: Promise
    done: Promise
    form: type[ActionForm] = ActionForm
    style: str = "btn-primary"
    is_open: bool = False
    key: str = ""

    @property
    def is_one_button(self) -> bool:
        return self.form is ActionForm


# What moves a report on, or ends it.
ACTIONS: dict[str, Action] = {
    "accept": Action(
        actions.accept,
        _("Terima laporan ini"),
        _("Laporan ini urusan daerah ini. Memverifikasi atau mengerjakannya juga berarti menerimanya."),
        _("Pengalihan diterima."),
    ),
    "hand_back": Action(
        actions.hand_back,
        _("Kembalikan dengan alasan"),
        _("Laporan kembali ke daerah yang mengalihkannya, dengan semua yang terjadi di sini. Batas waktunya tetap."),
        _("Laporan dikembalikan."),
        HandBackForm,
        "",
    ),
    "recall": Action(
        actions.recall,
        _("Tarik kembali pengalihan"),
        _("Selama daerah tujuan belum menerimanya. Laporan kembali seperti sebelum dialihkan; batas waktunya tetap."),
        _("Pengalihan ditarik kembali."),
        style="",
    ),
    "verify": Action(
        actions.verify,
        _("Verifikasi"),
        _("Isinya jelas dan urusan pemerintah daerah ini. Laporan publik dapat dibaca umum setelah ini."),
        _("Laporan diverifikasi."),
        VerifyForm,
        is_open=True,
    ),
    "dispatch": Action(
        actions.dispatch,
        _("Teruskan ke OPD"),
        _("OPD menerima laporan ini di antreannya dan harus menindaklanjutinya."),
        _("Laporan diteruskan."),
        DispatchForm,
        is_open=True,
    ),
    "start": Action(
        actions.start,
        _("Mulai kerjakan"),
        _("Pelapor melihat bahwa laporannya sedang dikerjakan."),
        _("Tercatat: laporan sedang dikerjakan."),
    ),
    "finish_part": Action(
        actions.finish_part,
        _("Bagian kami selesai"),
        _("OPD yang menjawab pelapor menunggu bagian Anda."),
        _("Tercatat: bagian Anda selesai."),
        FinishPartForm,
        is_open=True,
    ),
    "answer": Action(
        actions.answer,
        _("Jawab pelapor"),
        _("Pelapor membaca jawaban ini persis seperti yang Anda tulis; pada laporan publik, umum juga membacanya."),
        _("Jawaban terkirim. Koordinator memeriksanya, lalu menutup laporan."),
        AnswerForm,
        is_open=True,
    ),
    "check": Action(
        actions.check,
        _("Sudah saya periksa: jawaban dan foto cocok"),
        _("Bandingkan foto sebelum dan sesudah dengan jawabannya."),
        _("Tercatat: jawaban dan foto sudah diperiksa."),
    ),
    "close": Action(
        actions.close,
        _("Tutup sebagai selesai"),
        _("Tutup setelah Anda memeriksa jawaban dan fotonya, dan masalahnya memang selesai."),
        _("Laporan ditutup sebagai selesai."),
        style="",
    ),
    "rework": Action(
        actions.rework,
        _("Minta dikerjakan lagi"),
        _("Jawaban atau fotonya tidak cocok dengan laporan. Laporan kembali ke OPD; batas waktunya tetap."),
        _("Laporan kembali ke OPD untuk dikerjakan lagi."),
        ReworkForm,
        "",
    ),
    "ask": Action(
        actions.ask,
        _("Minta keterangan pelapor"),
        _("Pelapor membacanya di halaman Lacak laporan dan menjawab dengan kodenya. Batas waktu yang belum "
          "lewat berhenti selama menunggu."),
        _("Pertanyaan tercatat. Laporan kembali ke antrean ini setelah pelapor menjawab."),
        AskForm,
        "",
    ),
    "record_reply": Action(
        actions.record_reply,
        _("Catat jawaban pelapor"),
        _("Bila pelapor menjawab lewat telepon atau di loket. Laporan kembali ke antrean Perlu diverifikasi."),
        _("Jawaban pelapor dicatat. Laporan menunggu verifikasi."),
        RecordReplyForm,
        is_open=True,
    ),
    "go_on_without": Action(
        actions.go_on_without,
        _("Lanjutkan tanpa jawaban"),
        _("Bila laporannya cukup jelas tanpa jawaban itu. Waktu menunggu sampai sekarang tidak dihitung."),
        _("Laporan dilanjutkan dan menunggu verifikasi."),
        GoOnWithoutForm,
        "",
    ),
    "withdraw_question": Action(
        actions.withdraw_question,
        _("Tarik pertanyaan"),
        _("Bila pertanyaannya ternyata tidak perlu. Batas waktu dihitung seolah-olah tidak pernah ditanyakan."),
        _("Pertanyaan ditarik. Laporan menunggu verifikasi."),
        WithdrawQuestionForm,
        "",
    ),
    "redispatch": Action(
        actions.redispatch,
        _("Alihkan ke OPD lain"),
        _("Untuk laporan yang salah alamat. Batas waktunya tetap berjalan."),
        _("Laporan dialihkan."),
        RedispatchForm,
        "",
    ),
    "send_back": Action(
        actions.send_back,
        _("Kembalikan: bukan wewenang kami"),
        _("Laporan kembali ke koordinator. Batas waktunya tetap berjalan."),
        _("Laporan dikembalikan ke koordinator."),
        SendBackForm,
        "",
    ),
    "return_part": Action(
        actions.return_part,
        _("Kembalikan bagian ini: bukan wewenang kami"),
        _("Bagian ini kembali ke koordinator, yang mencari OPD lain."),
        _("Bagian ini dikembalikan."),
        ReturnPartForm,
        "",
    ),
    "merge": Action(
        actions.merge,
        _("Gabungkan dengan laporan lain"),
        _("Laporan ini berakhir di sini; pelapornya mengikuti laporan yang dilanjutkan. Teksnya tidak disalin."),
        _("Laporan digabungkan."),
        MergeForm,
        "",
    ),
    "transfer": Action(
        actions.transfer,
        _("Alihkan ke kabupaten/kota lain"),
        _("Nomor, riwayat, pelapor, dan batas waktunya ikut berpindah. Di sini laporan ini berakhir."),
        _("Laporan dialihkan."),
        TransferForm,
        "",
    ),
    "refer": Action(
        actions.refer,
        _("Teruskan ke instansi di luar"),
        _("Bukan wewenang daerah mana pun di provinsi ini. Laporan berakhir di sini; ada surat pengantarnya."),
        _("Laporan diteruskan. Surat pengantarnya ada di bawah Surat."),
        ReferForm,
        "",
    ),
    "resolve_outside": Action(
        actions.resolve_outside,
        _("Sudah selesai di luar sistem ini"),
        _("Masalahnya sudah ditangani tanpa jawaban lewat sistem ini. Pelapor dapat membukanya lagi."),
        _("Laporan ditutup: selesai di luar sistem ini."),
        ResolveOutsideForm,
        "",
    ),
    "reject": Action(
        actions.reject,
        _("Tidak dapat ditindaklanjuti"),
        _("Laporan berakhir di sini. Pelapor membaca alasan dan catatan Anda."),
        _("Laporan diakhiri dengan alasannya."),
        RejectForm,
        "btn-danger",
        key="r",
    ),
}  # fmt: skip

# What leaves a report where it is, besides the undoing of one's own last step.
OPERATIONS: dict[str, Action] = {
    "follow_up": Action(
        actions.follow_up,
        _("Tambah jawaban"),
        _("Bila ada yang perlu ditambahkan pada jawaban Anda. Waktu pelapor menanggapi dihitung lagi dari awal."),
        _("Jawaban tambahan terkirim."),
        FollowUpForm,
        "",
    ),
    "add_part": Action(
        actions.add_part,
        _("Bagi tugas ke OPD lain"),
        _("OPD itu mengerjakan sebagian; pelapor tetap dijawab oleh satu OPD, setelah semua bagian selesai."),
        _("OPD itu menerima bagiannya."),
        AddPartForm,
        "",
    ),
    "withdraw_part": Action(
        actions.withdraw_part,
        _("Tarik bagian dari OPD lain"),
        _("Bila OPD itu tidak kunjung selesai, atau bagiannya tidak perlu lagi. Setelah itu pelapor dapat dijawab."),
        _("Bagian itu ditarik."),
        WithdrawPartForm,
        "",
    ),
    "work_photos": Action(
        actions.work_photos,
        _("Foto dari lapangan"),
        _("Pelapor dan petugas melihatnya di riwayat. Publik melihat foto yang menyertai jawaban."),
        _("Foto tersimpan di riwayat laporan."),
        WorkPhotosForm,
        "",
        key="f",
    ),
    "message": Action(
        actions.message,
        _("Kirim pesan ke pelapor"),
        _("Anda tidak perlu tahu siapa pelapornya; pesan sampai lewat nomor dan kodenya."),
        _("Pesan tercatat; pelapor membacanya di halaman Lacak laporan."),
        MessageForm,
        "",
        key="m",
    ),
    "note": Action(
        actions.note,
        _("Catatan petugas"),
        _("Untuk rekan di kantor. Pelapor dan publik tidak membacanya."),
        _("Catatan tersimpan."),
        NoteForm,
        "",
        key="n",
    ),
    "extend": Action(
        actions.extend,
        _("Perpanjang batas waktu"),
        _("Hanya bila aturannya membolehkan, dan dengan alasan."),
        _("Batas waktu diperpanjang."),
        ExtendForm,
        "",
    ),
    "redact": Action(
        actions.redact,
        _("Sunting yang tampil untuk publik"),
        _("Ganti data pribadi, tuduhan, dan kata kasar. Publik membaca ini; petugas dan pelapor membaca yang asli."),
        _("Yang tampil untuk publik disimpan."),
        RedactForm,
        "",
    ),
    "correct": Action(
        actions.correct,
        _("Perbaiki data laporan"),
        _("Perbaikan tercatat di riwayat, dan angka-angka ikut berubah."),
        _("Data laporan diperbaiki."),
        CorrectForm,
        "",
        key="c",
    ),
    "anonymise": Action(
        actions.anonymise,
        _("Hapus isi dan identitas untuk seterusnya"),
        _("Uraian, alamat, titik di peta, foto, jawaban, pesan, catatan, dan identitas pelapor dihapus. Yang tinggal: "
          "nomor, jenis, kategori, kelurahan, dan waktu. Tidak dapat dibatalkan, juga tidak oleh siapa pun."),
        _("Isi laporan dan identitas pelapor sudah dihapus."),
        AnonymiseForm,
        "btn-danger",
    ),
}  # fmt: skip
HIDE_PHOTO = Action(
    actions.hide_photo,
    _("Foto untuk publik"),
    _("Sembunyikan foto yang memperlihatkan wajah, pelat nomor, atau isi rumah orang."),
    _("Tercatat. Pelapor dan petugas tetap melihat fotonya."),
    HidePhotoForm,
)
UNDO = Action(
    actions.undo,
    _("Batalkan langkah ini"),
    _("Langkah terakhir Anda ditarik kembali; pelapor dan publik tidak melihatnya lagi. Riwayat petugas mencatatnya."),
    _("Langkah terakhir Anda dibatalkan."),
    ActionForm,
    "",
)
ALL: dict[str, Action] = {**ACTIONS, **OPERATIONS, "hide_photo": HIDE_PHOTO, "undo": UNDO}
