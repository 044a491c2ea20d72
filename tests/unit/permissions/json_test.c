#include "permissions/json_private.h"

#include <string.h>

#include "tests/support/test.h"

static void
json_is_read_by_its_grammar_and_no_more (void **state)
{
  static const struct
  {
    const char *text;
    gboolean strict;
  } cases[] = {
    { "{}", TRUE },
    { " { \"a\" : [ 1 , -0.5e+3 , true , null , \"\\u00e9\\n\" ] } \n", TRUE },
    { "[[[[[]]]]]", TRUE },
    { "0", TRUE },
    { "\"\"", TRUE },
    { "", FALSE },
    { "{} {}", FALSE },
    { "{\"a\":1,}", FALSE },
    { "[1,]", FALSE },
    { "[1 2]", FALSE },
    { "{'a':1}", FALSE },
    { "{a:1}", FALSE },
    { "/* x */ {}", FALSE },
    { "{} // x", FALSE },
    { "01", FALSE },
    { "1.", FALSE },
    { ".5", FALSE },
    { "+1", FALSE },
    { "1e", FALSE },
    { "0x10", FALSE },
    { "NaN", FALSE },
    { "True", FALSE },
    { "\"\\x41\"", FALSE },
    { "\"\\u12\"", FALSE },
    { "\"\\u0000\"", FALSE },
    { "\"\\ud83d\\ude00\"", TRUE },
    { "\"\\ud83d\"", FALSE },
    { "\"\\ud83dx\"", FALSE },
    { "\"\\ud83d\\n\"", FALSE },
    { "\"\\ud83d\\ud83d\"", FALSE },
    { "\"\\ude00\"", FALSE },
    { "\"a\nb\"", FALSE },
    { "\"open", FALSE },
    { "\"\xc3(\"", FALSE },
    { "\"x\"[1]", FALSE },
    { "[1", FALSE },
    { "[[[[[[[]]]]]]]", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      print_message ("%s\n", cases[i].text);
      assert_int_equal (cordon_json_is_strict (cases[i].text, strlen (cases[i].text), 6, NULL),
                        cases[i].strict);
    }
}

static void
where_it_stops_is_told (void **state)
{
  static const struct
  {
    const char *text;
    gsize at;
  } cases[] = {
    { "", 0 },           { "{} {}", 3 },         { "{\"a\":1,}", 7 }, { "[1,\n 2,\n x]", 9 },
    { "[\"a\nb\"]", 3 }, { "[-\n]", 2 },         { "\"\xc3(\"", 1 },  { "{}\xff", 2 },
    { "[[[[]]]]", 3 },   { "{\n\"a\": {\n", 9 }, { "{} // end", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize at = 77;

      print_message ("%s\n", cases[i].text);
      assert_false (cordon_json_is_strict (cases[i].text, strlen (cases[i].text), 2, &at));
      assert_int_equal (at, cases[i].at);
    }
}

static void
only_the_bytes_that_are_given_are_read (void **state)
{
  static const char text[] = { '[', '1', ',', '"', 'a', '"', ']' };
  g_autofree char *exact = g_memdup2 (text, sizeof text);

  assert_true (cordon_json_is_strict (exact, sizeof text, 2, NULL));
  for (gsize size = 0; size < sizeof text; size++)
    {
      g_autofree char *part = g_memdup2 (text, MAX (size, 1));

      assert_false (cordon_json_is_strict (part, size, 2, NULL));
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (json_is_read_by_its_grammar_and_no_more, "D-03"),
    CORDON_TEST (where_it_stops_is_told, ""),
    CORDON_TEST (only_the_bytes_that_are_given_are_read, ""),
  };

  return cordon_test_run (tests);
}
