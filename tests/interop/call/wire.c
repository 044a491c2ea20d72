#include "tests/interop/call/wire.h"

#include <string.h>

struct _Wire
{
  GDataInputStream *in;
  GOutputStream *out;
  GCancellable *cancellable;
  WireFunc func;
  gpointer data;
};

static void read_next (Wire *wire);

static void
handle (Wire *wire, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (guint i = 1; words[0] && words[i]; i++)
    {
      gsize size = 0;
      guchar *decoded = g_base64_decode (words[i], &size);

      g_free (words[i]);
      words[i] = g_strndup ((const char *) decoded, size);
      g_free (decoded);
    }
  if (words[0])
    wire->func (words[0], words + 1, wire->data);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL,
                                                                &error);
  Wire *wire = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!line)
    {
      wire->func (NULL, NULL, wire->data);
      return;
    }
  read_next (wire);
  handle (wire, line);
}

static void
read_next (Wire *wire)
{
  g_data_input_stream_read_line_async (wire->in, G_PRIORITY_DEFAULT, wire->cancellable, on_line, wire);
}

Wire *
wire_new (GInputStream *in, GOutputStream *out, WireFunc func, gpointer data)
{
  Wire *wire = g_new0 (Wire, 1);

  wire->in = g_data_input_stream_new (in);
  wire->out = g_object_ref (out);
  wire->cancellable = g_cancellable_new ();
  wire->func = func;
  wire->data = data;
  read_next (wire);
  return wire;
}

void
wire_free (Wire *wire)
{
  g_cancellable_cancel (wire->cancellable);
  /* Lets the read that was under way end. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (wire->in);
  g_object_unref (wire->out);
  g_object_unref (wire->cancellable);
  g_free (wire);
}

void
wire_send (Wire *wire, const char *word, ...)
{
  g_autoptr (GString) line = g_string_new (word);
  const char *argument;
  va_list list;

  va_start (list, word);
  while ((argument = va_arg (list, const char *)))
    {
      g_autofree char *encoded = g_base64_encode ((const guchar *) argument, strlen (argument));

      g_string_append_printf (line, " %s", encoded);
    }
  va_end (list);
  g_string_append_c (line, '\n');
  g_output_stream_write_all (wire->out, line->str, line->len, NULL, NULL, NULL);
  g_output_stream_flush (wire->out, NULL, NULL);
}
