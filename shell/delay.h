/*
 * For tests: holds this process up at a named place, so that what runs beside it gets ahead. CORDON_SHELL_DELAYS
 * names the places with their milliseconds, as in "capture=200,message=30"; without it nothing is ever held up.
 *
 * In the browser process: "frame" before a document is registered, "gone" before one is forgotten, "capture"
 * before a token is redeemed, "tell" before a message goes to a page. In the web process: "install" before the
 * bindings of a realm, "message" before a message is read, "label" before a fresh track is labelled, "verdict"
 * before a sink is judged, "reaction" before a realm hears what became isolated.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void shell_delay (const char *place);

G_END_DECLS
