#include "isolation/mdns.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support/test.h"

static gboolean
fill_fails (guint8 *out, gsize size, gpointer data)
{
  return FALSE;
}

static void
names_are_random_per_address_and_per_page (void **state)
{
  g_autoptr (CordonMdnsNames) page = cordon_mdns_names_new (NULL);
  g_autoptr (CordonMdnsNames) reload = cordon_mdns_names_new (NULL);
  const char *four = cordon_mdns_names_get (page, "192.168.1.5");
  const char *six = cordon_mdns_names_get (page, "fd00::5");
  const CordonEntropy broken = { fill_fails, NULL };
  g_autoptr (CordonMdnsNames) without = cordon_mdns_names_new (&broken);

  assert_string_not_equal (four, six);
  assert_ptr_equal (cordon_mdns_names_get (page, "192.168.1.5"), four);
  assert_string_not_equal (cordon_mdns_names_get (reload, "192.168.1.5"), four);
  assert_true (cordon_mdns_may_resolve (four, FALSE));
  assert_int_equal (four[14], '4');
  assert_non_null (strchr ("89ab", four[19]));
  assert_string_equal (cordon_mdns_names_find_address (page, six), "fd00::5");
  assert_null (cordon_mdns_names_find_address (reload, six));
  assert_null (cordon_mdns_names_get (without, "192.168.1.5"));
  for (int i = 0; i < 2 * CORDON_MDNS_MAX_NAMES; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.0.0.%d", i);

      cordon_mdns_names_get (page, address);
    }
  assert_null (cordon_mdns_names_get (page, "10.0.1.1"));
  assert_true (cordon_mdns_may_register (FALSE, FALSE));
  assert_false (cordon_mdns_may_register (TRUE, FALSE));
  assert_false (cordon_mdns_may_register (FALSE, TRUE));
}

static void
no_name_is_read_beside_its_end (void **state)
{
  static const char *const names[] = {
    "",
    ".",
    "a",
    "l",
    "local",
    ".local",
    "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6",
    ".local.",
    "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d",
    "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.loc",
  };
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  char *const room = mmap (NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  assert_ptr_not_equal (room, MAP_FAILED);
  assert_int_equal (mprotect (room + page, page, PROT_READ | PROT_WRITE), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gsize size = strlen (names[i]) + 1;
      char *const places[] = { room + page, room + 2 * page - size };

      for (gsize k = 0; k < G_N_ELEMENTS (places); k++)
        {
          memcpy (places[k], names[i], size);
          assert_false (cordon_mdns_is_name (places[k]));
          assert_false (cordon_mdns_may_resolve (places[k], FALSE));
        }
    }
  munmap (room, 3 * page);
}

static void
only_uuid_names_of_one_dot_are_resolved (void **state)
{
  static const struct
  {
    const char *name;
    gboolean mdns, resolved;
  } cases[] = {
    { "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local", TRUE, TRUE },
    { "6E7C0F0E-30A1-4F7E-8B6B-1D2F3A4B5C6D.LOCAL", TRUE, TRUE },
    { "printer.local", TRUE, FALSE },
    { "a.b.local", TRUE, FALSE },
    { "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.x.local", TRUE, FALSE },
    { "6e7c0f0e-30a1-4f7e-8b6b-1d2f3a4b5c6d.local.", TRUE, FALSE },
    { ".local", FALSE, FALSE },
    { "local", FALSE, FALSE },
    { "example.com", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_int_equal (cordon_mdns_is_name (cases[i].name), cases[i].mdns);
      assert_int_equal (cordon_mdns_may_resolve (cases[i].name, FALSE), cases[i].resolved);
      assert_false (cordon_mdns_may_resolve (cases[i].name, TRUE));
    }
  assert_true (cordon_mdns_may_use_answer (1));
  assert_false (cordon_mdns_may_use_answer (0));
  assert_false (cordon_mdns_may_use_answer (2));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (names_are_random_per_address_and_per_page, "E-30 E-31 E-32 E-38"),
    CORDON_TEST (no_name_is_read_beside_its_end, "E-30"),
    CORDON_TEST (only_uuid_names_of_one_dot_are_resolved, "E-30 E-35"),
  };

  return cordon_test_run (tests);
}
