/*
 * What happens to a card on the screen, as its prompt has to know it (F-13): when it is painted, hidden, moved or
 * resized, when the pointer comes in, and clicks that come too early. From frames and events, never from guesses.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui-bridge/bridge.h"

G_BEGIN_DECLS

/* shell_arming_watch: for the life of @card. @changed runs when an answer may begin or cease to count. */
typedef void (*ShellArmingChanged) (gpointer data);
void shell_arming_watch (GtkWidget *card, CordonPrompt *prompt, CordonProfile *profile,
                         ShellArmingChanged changed, gpointer data);

G_END_DECLS
