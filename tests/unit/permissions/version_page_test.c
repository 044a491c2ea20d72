#include "tests/support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "permissions/error.h"
#include "permissions/protocol.h"
#include "permissions/version_page.h"

static void
the_reader_sees_each_bump_at_once (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  g_autoptr (CordonVersionView) view = cordon_version_view_new (cordon_version_page_get_descriptor (page),
                                                                cordon_version_page_get_size (page), NULL);
  const guint32 slot = cordon_version_page_take_slot (page);
  guint64 before = 0, after = 0;

  assert_non_null (view);
  assert_true (cordon_version_view_read (view, slot, &before));
  assert_int_equal (cordon_version_page_bump (page, slot), before + 1);
  assert_true (cordon_version_view_read (view, slot, &after));
  assert_int_equal (after, before + 1);
  assert_false (cordon_version_view_read (view, CORDON_VERSION_PAGE_N_SLOTS, &after));
  assert_false (cordon_version_view_read (view, CORDON_VERSION_SLOT_NONE, &after));
}

static void
slots_run_out_and_come_back_with_a_new_word (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  guint64 word;

  for (guint i = 0; i < CORDON_VERSION_PAGE_N_SLOTS; i++)
    assert_int_equal (cordon_version_page_take_slot (page), i);
  assert_true (cordon_version_page_take_slot (page) == CORDON_VERSION_SLOT_NONE);
  word = cordon_version_page_read (page, 17);
  cordon_version_page_release_slot (page, 17);
  assert_int_equal (cordon_version_page_take_slot (page), 17);
  assert_true (cordon_version_page_read (page, 17) > word);
  cordon_version_page_release_slot (page, CORDON_VERSION_SLOT_NONE);
  assert_int_equal (cordon_version_page_bump (page, CORDON_VERSION_SLOT_NONE), 0);
}

/* What a hostile holder of the descriptor could try, in a process of its own. */
static int
try_to_write (int descriptor, gsize size)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", descriptor);
  const int reopened = open (path, O_RDWR);
  void *mapped;

  if (mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) != MAP_FAILED)
    return 1;
  if (pwrite (descriptor, "x", 1, 0) >= 0 || ftruncate (descriptor, 0) == 0)
    return 2;
  mapped = mmap (NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (mapped != MAP_FAILED && mprotect (mapped, size, PROT_READ | PROT_WRITE) == 0)
    return 3;
  if (reopened < 0)
    return 0;
  if (pwrite (reopened, "x", 1, 0) >= 0)
    return 4;
  if (mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, reopened, 0) != MAP_FAILED)
    return 5;
  return ftruncate (reopened, 0) == 0 ? 6 : 0;
}

/* A kernel without the seal against future writing. */
static gboolean
kernel_seals_writing (void)
{
  const int descriptor = memfd_create ("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  const gboolean sealed = fcntl (descriptor, F_ADD_SEALS, F_SEAL_FUTURE_WRITE) == 0;

  close (descriptor);
  return sealed;
}

static void
the_reader_cannot_write_map_grow_or_shrink_it (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  const int descriptor = cordon_version_page_get_descriptor (page);
  pid_t child;
  int status = 0;

  if (!kernel_seals_writing ())
    cordon_test_skip ("this kernel has no F_SEAL_FUTURE_WRITE");
  child = fork ();
  if (child == 0)
    _exit (try_to_write (descriptor, cordon_version_page_get_size (page)));
  assert_int_equal (waitpid (child, &status, 0), child);
  assert_true (WIFEXITED (status));
  assert_int_equal (WEXITSTATUS (status), 0);
}

static void
a_descriptor_that_is_no_sealed_page_is_not_mapped (void **state)
{
  g_autoptr (CordonVersionPage) page = cordon_version_page_new (NULL);
  g_autoptr (GError) error = NULL;
  const gsize size = cordon_version_page_get_size (page);
  const int unsealed = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  assert_int_equal (ftruncate (unsealed, (off_t) size), 0);
  assert_null (cordon_version_view_new (unsealed, size, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_FAILED));
  assert_null (cordon_version_view_new (-1, size, NULL));
  assert_null (cordon_version_view_new (cordon_version_page_get_descriptor (page), size - 1, NULL));
  assert_null (cordon_version_view_new (cordon_version_page_get_descriptor (page), 0, NULL));
  close (unsealed);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (the_reader_sees_each_bump_at_once, ""),
    CORDON_TEST (slots_run_out_and_come_back_with_a_new_word, ""),
    CORDON_TEST (the_reader_cannot_write_map_grow_or_shrink_it, ""),
    CORDON_TEST (a_descriptor_that_is_no_sealed_page_is_not_mapped, ""),
  };

  return cordon_test_run (tests);
}
