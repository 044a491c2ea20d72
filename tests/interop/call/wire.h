/* Lines between the player and its two peers: a word and arguments, each in base64. */

#pragma once

#include <gio/gio.h>

typedef void (*WireFunc) (const char *word, char **arguments, gpointer data);

typedef struct _Wire Wire;

/* @func is told of each line; of the end with a NULL word. */
Wire *wire_new (GInputStream *in, GOutputStream *out, WireFunc func, gpointer data);
void wire_free (Wire *wire);

/* @...: strings, ended by NULL. */
void wire_send (Wire *wire, const char *word, ...) G_GNUC_NULL_TERMINATED;
