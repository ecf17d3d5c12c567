"""What each action asks for, and how a refused one is shown again with everything that was typed and uploaded."""

from web.desk.forms.base import ActionForm, Offer, PhotosInput
from web.desk.forms.table import ACTIONS, ALL, HIDE_PHOTO, OPERATIONS, UNDO, Action
