// The city's public pages.
import { drafts } from "./drafts.js";
import { fragments, locateButtons, pinAnswers } from "./place.js";
import { personal } from "./personal.js";
import { photoInputs } from "./photos.js";
import { shared } from "./shared.js";
import { steps } from "./steps.js";
import { suggestions } from "./suggestions.js";

drafts();
shared();
photoInputs();
locateButtons();
pinAnswers();
fragments();
suggestions();
personal();
steps();
