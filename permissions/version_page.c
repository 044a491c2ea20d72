#include "permissions/version_page.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "permissions/error.h"
#include "permissions/protocol.h"

#define PAGE_SIZE (CORDON_VERSION_PAGE_N_SLOTS * sizeof (Word))
#define BASE_SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

typedef _Atomic guint64 Word;

/* Between two processes only an atomic without a lock beside it works. */
G_STATIC_ASSERT (sizeof (Word) == 8 && ATOMIC_LLONG_LOCK_FREE == 2);

struct _CordonVersionPage
{
  Word *words;
  int descriptor; /* read-only */
  guint8 taken[CORDON_VERSION_PAGE_N_SLOTS / 8];
  guint32 next; /* where the search for a free slot begins */
};

struct _CordonVersionView
{
  const Word *words;
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_FAILED, "version page: %s: %s", what, g_strerror (errno));
  return FALSE;
}

static int
reopen_read_only (int descriptor)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", descriptor);

  return open (path, O_RDONLY | O_CLOEXEC);
}

/* Order matters: our own mapping is made while writing is still allowed, then no other can be made. A kernel without
 * that seal still keeps writers out by the file's mode and the read-only descriptor.
 */
static gboolean
build (CordonVersionPage *page, int writable, GError **error)
{
  if (ftruncate (writable, (off_t) PAGE_SIZE) != 0)
    return fail (error, "cannot size it");
  page->words = mmap (NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, writable, 0);
  if (page->words == MAP_FAILED)
    {
      page->words = NULL;
      return fail (error, "cannot map it");
    }
  if (fchmod (writable, 0400) != 0)
    return fail (error, "cannot set its mode");
  if (fcntl (writable, F_ADD_SEALS, BASE_SEALS | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) != 0
      && fcntl (writable, F_ADD_SEALS, BASE_SEALS | F_SEAL_SEAL) != 0)
    return fail (error, "cannot seal it");
  page->descriptor = reopen_read_only (writable);
  return page->descriptor >= 0 || fail (error, "cannot reopen it");
}

CordonVersionPage *
cordon_version_page_new (GError **error)
{
  g_autoptr (CordonVersionPage) page = g_new0 (CordonVersionPage, 1);
  int writable = memfd_create ("cordon-versions", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gboolean built;

  page->descriptor = -1;
  if (writable < 0)
    {
      fail (error, "cannot make it");
      return NULL;
    }
  built = build (page, writable, error);
  close (writable);
  return built ? g_steal_pointer (&page) : NULL;
}

void
cordon_version_page_free (CordonVersionPage *page)
{
  if (!page)
    return;
  if (page->words)
    munmap (page->words, PAGE_SIZE);
  if (page->descriptor >= 0)
    close (page->descriptor);
  g_free (page);
}

int
cordon_version_page_get_descriptor (const CordonVersionPage *page)
{
  return page->descriptor;
}

gsize
cordon_version_page_get_size (const CordonVersionPage *page)
{
  return PAGE_SIZE;
}

static gboolean
slot_is_taken (const CordonVersionPage *page, guint32 slot)
{
  return (page->taken[slot / 8] & (1u << (slot % 8))) != 0;
}

guint32
cordon_version_page_take_slot (CordonVersionPage *page)
{
  for (guint32 i = 0; i < CORDON_VERSION_PAGE_N_SLOTS; i++)
    {
      const guint32 slot = (page->next + i) % CORDON_VERSION_PAGE_N_SLOTS;

      if (slot_is_taken (page, slot))
        continue;
      page->taken[slot / 8] = (guint8) (page->taken[slot / 8] | (1u << (slot % 8)));
      page->next = slot + 1;
      return slot;
    }
  return CORDON_VERSION_SLOT_NONE;
}

/* The word is never set back, so that nothing cached for the slot's last document can seem true for its next. */
void
cordon_version_page_release_slot (CordonVersionPage *page, guint32 slot)
{
  if (slot >= CORDON_VERSION_PAGE_N_SLOTS)
    return;
  cordon_version_page_bump (page, slot);
  page->taken[slot / 8] = (guint8) (page->taken[slot / 8] & ~(1u << (slot % 8)));
}

guint64
cordon_version_page_bump (CordonVersionPage *page, guint32 slot)
{
  if (slot >= CORDON_VERSION_PAGE_N_SLOTS)
    return 0;
  return atomic_fetch_add_explicit (&page->words[slot], 1, memory_order_release) + 1;
}

guint64
cordon_version_page_read (const CordonVersionPage *page, guint32 slot)
{
  if (slot >= CORDON_VERSION_PAGE_N_SLOTS)
    return 0;
  return atomic_load_explicit (&page->words[slot], memory_order_acquire);
}

/* A file that can shrink would end the reader with SIGBUS: the seals say that it cannot. */
static gboolean
descriptor_is_sound (int descriptor, gsize size)
{
  const int seals = fcntl (descriptor, F_GET_SEALS);
  struct stat facts;

  if (size != PAGE_SIZE || seals < 0 || (seals & BASE_SEALS) != BASE_SEALS)
    return FALSE;
  return fstat (descriptor, &facts) == 0 && facts.st_size == (off_t) PAGE_SIZE;
}

CordonVersionView *
cordon_version_view_new (int descriptor, gsize size, GError **error)
{
  CordonVersionView *view;
  void *words;

  if (!descriptor_is_sound (descriptor, size))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_FAILED,
                           "version page: not a sealed page of this size");
      return NULL;
    }
  words = mmap (NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, descriptor, 0);
  if (words == MAP_FAILED)
    {
      fail (error, "cannot map it");
      return NULL;
    }
  view = g_new0 (CordonVersionView, 1);
  view->words = words;
  return view;
}

void
cordon_version_view_free (CordonVersionView *view)
{
  if (!view)
    return;
  munmap ((void *) (guintptr) view->words, PAGE_SIZE);
  g_free (view);
}

gboolean
cordon_version_view_read (const CordonVersionView *view, guint32 slot, guint64 *out_version)
{
  if (slot >= CORDON_VERSION_PAGE_N_SLOTS)
    return FALSE;
  *out_version = atomic_load_explicit (&view->words[slot], memory_order_acquire);
  return TRUE;
}
