#include "tests/support/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "permissions/error.h"
#include "permissions/protocol.h"
#include "permissions/socket_transport.h"
#include "permissions/version_page.h"

/* One end, and what has come out of it. */
typedef struct
{
  CordonSocketTransport *transport;
  GPtrArray *messages; /* GVariant */
  guint n_pages;
  gboolean page_is_good;
  guint n_closed;
  int code; /* of the error; -1: none */
  gboolean free_in_callback;
} End;

static void
message (gpointer data, GVariant *received)
{
  End *end = data;

  g_ptr_array_add (end->messages, g_variant_ref (received));
  if (end->free_in_callback)
    g_clear_pointer (&end->transport, cordon_socket_transport_free);
}

static void
version_page (gpointer data, int descriptor, gsize size)
{
  End *end = data;
  g_autoptr (CordonVersionView) view = cordon_version_view_new (descriptor, size, NULL);

  end->n_pages++;
  end->page_is_good = view != NULL;
}

static void
closed (gpointer data, const GError *error)
{
  End *end = data;

  end->n_closed++;
  end->code = error ? error->code : -1;
}

static void
end_init (End *end, int descriptor, gboolean takes_pages)
{
  const CordonSocketFuncs funcs = { message, takes_pages ? version_page : NULL, closed, end };

  *end = (End){ .messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref) };
  end->transport = cordon_socket_transport_new (descriptor, NULL, &funcs);
}

static void
end_clear (End *end)
{
  cordon_socket_transport_free (end->transport);
  g_ptr_array_unref (end->messages);
}

static void
settle (void)
{
  for (guint i = 0; i < 20; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

static void
messages_arrive_whole_and_in_order (void **state)
{
  End browser, content;
  int ends[2];

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  end_init (&content, ends[1], TRUE);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GVariant) sent = cordon_message_new_cancel (i);

      cordon_socket_transport_send (content.transport, sent);
    }
  settle ();
  assert_int_equal (browser.messages->len, 5000);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GVariant) sent = cordon_message_new_cancel (i);

      assert_true (g_variant_equal (sent, g_ptr_array_index (browser.messages, i)));
    }
  end_clear (&browser);
  end_clear (&content);
}

static void
the_version_page_arrives_between_the_messages (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  g_autoptr (GVariant) hello = cordon_message_new_hello (1);
  End browser, content;
  int ends[2];

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  end_init (&content, ends[1], TRUE);
  cordon_socket_transport_send (browser.transport, hello);
  cordon_socket_transport_send_version_page (browser.transport, cordon_version_page_get_descriptor (page),
                                             cordon_version_page_get_size (page));
  cordon_socket_transport_send (browser.transport, hello);
  settle ();
  assert_int_equal (content.messages->len, 2);
  assert_int_equal (content.n_pages, 1);
  assert_true (content.page_is_good);
  assert_int_equal (content.n_closed, 0);
  end_clear (&browser);
  end_clear (&content);
}

static int
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  int n = 0;

  while (g_dir_read_name (folder))
    n++;
  return n;
}

/* The browser's end takes no descriptors, so a process cannot fill its table with them. */
static void
descriptors_from_a_content_process_are_refused_and_closed (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  End browser, content;
  int ends[2];
  int n_before;

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  end_init (&content, ends[1], TRUE);
  n_before = count_descriptors ();
  for (guint i = 0; i < 10; i++)
    cordon_socket_transport_send_version_page (content.transport, cordon_version_page_get_descriptor (page),
                                               cordon_version_page_get_size (page));
  settle ();
  assert_int_equal (browser.n_closed, 1);
  assert_int_equal (browser.code, CORDON_ERROR_VIOLATION);
  assert_int_equal (content.n_closed, 1);
  assert_int_equal (count_descriptors (), n_before - 2); /* the two ends */
  end_clear (&browser);
  end_clear (&content);
}

static void
a_frame_that_lies_about_its_size_is_a_violation (void **state)
{
  static const guint32 headers[][2] = {
    { 1, G_MAXUINT32 }, { 1, CORDON_MESSAGE_MAX_SIZE + 65 }, { 0, 4 }, { 3, 4 }, { 2, 8 }, { G_MAXUINT32, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      guint8 bytes[16] = { 0 };
      End browser;
      int ends[2];

      assert_true (cordon_socket_transport_pair (ends, NULL));
      end_init (&browser, ends[0], FALSE);
      memcpy (bytes, headers[i], 8);
      assert_int_equal (write (ends[1], bytes, sizeof bytes), sizeof bytes);
      settle ();
      assert_int_equal (browser.n_closed, 1);
      assert_int_equal (browser.code, CORDON_ERROR_VIOLATION);
      assert_int_equal (browser.messages->len, 0);
      close (ends[1]);
      end_clear (&browser);
    }
}

/* One byte at a time, and then half a frame and the end. */
static void
a_frame_may_come_in_pieces_and_half_a_one_is_the_end (void **state)
{
  g_autoptr (GVariant) hello = cordon_message_new_hello (1);
  const guint32 header[2] = { 1, (guint32) g_variant_get_size (hello) };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  End browser;
  int ends[2];

  g_byte_array_append (bytes, (const guint8 *) header, sizeof header);
  g_byte_array_append (bytes, g_variant_get_data (hello), (guint) g_variant_get_size (hello));
  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  for (guint i = 0; i < bytes->len; i++)
    {
      assert_int_equal (browser.messages->len, 0);
      assert_int_equal (write (ends[1], bytes->data + i, 1), 1);
      settle ();
    }
  assert_int_equal (browser.messages->len, 1);
  assert_int_equal (write (ends[1], bytes->data, bytes->len - 1), bytes->len - 1);
  settle ();
  assert_int_equal (browser.n_closed, 0);
  close (ends[1]);
  settle ();
  assert_int_equal (browser.messages->len, 1);
  assert_int_equal (browser.n_closed, 1);
  assert_int_equal (browser.code, -1);
  end_clear (&browser);
}

static void
who_does_not_read_is_cut_off (void **state)
{
  const CordonResponseMessage response = { .request_id = 1 };
  g_autoptr (GVariant) sent = cordon_message_new_response (&response);
  End browser;
  int ends[2];

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  for (guint i = 0; i < 200000; i++)
    cordon_socket_transport_send (browser.transport, sent);
  assert_int_equal (browser.n_closed, 0);
  settle ();
  assert_int_equal (browser.n_closed, 1);
  assert_int_equal (browser.code, CORDON_ERROR_QUOTA);
  cordon_socket_transport_send (browser.transport, sent);
  settle ();
  assert_int_equal (browser.n_closed, 1);
  close (ends[1]);
  end_clear (&browser);
}

static void
a_slow_reader_gets_everything (void **state)
{
  g_autofree char *text = g_strnfill (3000, 'x');
  const CordonResponseMessage response = { .request_id = 1, .exception = text };
  g_autoptr (GVariant) sent = cordon_message_new_response (&response);
  End browser, content;
  int ends[2];

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  for (guint i = 0; i < 1000; i++)
    cordon_socket_transport_send (browser.transport, sent);
  end_init (&content, ends[1], TRUE);
  settle ();
  assert_int_equal (content.messages->len, 1000);
  end_clear (&browser);
  end_clear (&content);
}

static void
a_callback_may_free_the_transport (void **state)
{
  g_autoptr (GVariant) hello = cordon_message_new_hello (1);
  End browser, content;
  int ends[2];

  assert_true (cordon_socket_transport_pair (ends, NULL));
  end_init (&browser, ends[0], FALSE);
  end_init (&content, ends[1], TRUE);
  browser.free_in_callback = TRUE;
  cordon_socket_transport_send (content.transport, hello);
  cordon_socket_transport_send (content.transport, hello);
  settle ();
  assert_int_equal (browser.messages->len, 1);
  assert_int_equal (browser.n_closed, 0);
  assert_int_equal (content.n_closed, 1);
  end_clear (&browser);
  end_clear (&content);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (messages_arrive_whole_and_in_order, ""),
    CORDON_TEST (the_version_page_arrives_between_the_messages, ""),
    CORDON_TEST (descriptors_from_a_content_process_are_refused_and_closed, ""),
    CORDON_TEST (a_frame_that_lies_about_its_size_is_a_violation, ""),
    CORDON_TEST (a_frame_may_come_in_pieces_and_half_a_one_is_the_end, ""),
    CORDON_TEST (who_does_not_read_is_cut_off, ""),
    CORDON_TEST (a_slow_reader_gets_everything, ""),
    CORDON_TEST (a_callback_may_free_the_transport, ""),
  };

  return cordon_test_run (tests);
}
