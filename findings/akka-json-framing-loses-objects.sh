#!/usr/bin/env bash
# JsonFraming of Akka.Streams loses or joins objects after a text that has JSON with a quote, and stops at the end of an array.
#
# Seen with Akka.Streams 1.5.74 on .NET 10:
# Three events come as bytes, one a line. The first one has a list as text, as an outbox table or a change log writes it, and an item of
# that list has a quote: \\\" in the bytes. JsonFraming takes that for the end of the text, since of three backslashes it counts the third
# as escaped too. From there on it has text and structure exchanged. No event is given out, and the stream completes without an error.
# With a second such event the three come as one object, which is no JSON. With an object as text the stream fails.
# After the end of an array it reads nothing more: of two arrays, one a line, the events of the second are lost without an error.
# Expected: the documentation promises chunks that are valid JSON objects, of arrays and of objects one after another. A backslash after
# an escaped backslash begins an escape in JSON. Akka for the JVM, the original, has corrected both.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project Akka.Streams=1.5.74

cat >Program.cs <<'CS'
using System.Text.Json;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;

using var system = ActorSystem.Create("finding", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
using var materializer = system.Materializer();
await ShowAsync("plain", Event("a"), Event("b"), Event("c"));
await ShowAsync("a quote in a text", Event("12\" sub"), Event("b"), Event("c"));
await ShowAsync("a list as text", Event(Json(["12\" sub"])), Event("b"), Event("c"));
await ShowAsync("two lists as text", Event(Json(["12\" sub"])), Event("b"), Event(Json(["7\" cut"])));
await ShowAsync("an object as text", Event(Event("12\" sub")), Event("b"), Event("c"));
await ShowAsync("one array", $"[{Event("a")},{Event("b")},{Event("c")}]");
await ShowAsync("two arrays", $"[{Event("a")},{Event("b")}]", $"[{Event("c")}]");

static string Event(string item) => JsonSerializer.Serialize(new { item }, Plain.Options);

static string Json(string[] items) => JsonSerializer.Serialize(items, Plain.Options);

async Task ShowAsync(string name, params string[] lines)
{
    string seen;
    try
    {
        var objects = await Source.From(lines.Select(line => ByteString.FromString(line + "\n")))
            .Via(JsonFraming.ObjectScanner(1000))
            .RunWith(Sink.Seq<ByteString>(), materializer)
            .WaitAsync(TimeSpan.FromSeconds(30));
        seen = $"{objects.Count} taken: {string.Join(" ; ", objects.Select(o => o.ToString().ReplaceLineEndings(" ")))}".TrimEnd();
    }
    catch (Exception e)
    {
        seen = e.GetType().Name;
    }

    Console.WriteLine($"{name}, given: {string.Join(" ", lines)}");
    Console.WriteLine($"  {seen}");
}

static class Plain
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
CS

cat >expected <<'TEXT'
plain, given: {"item":"a"} {"item":"b"} {"item":"c"}
  3 taken: {"item":"a"} ; {"item":"b"} ; {"item":"c"}
a quote in a text, given: {"item":"12\" sub"} {"item":"b"} {"item":"c"}
  3 taken: {"item":"12\" sub"} ; {"item":"b"} ; {"item":"c"}
a list as text, given: {"item":"[\"12\\\" sub\"]"} {"item":"b"} {"item":"c"}
  0 taken:
two lists as text, given: {"item":"[\"12\\\" sub\"]"} {"item":"b"} {"item":"[\"7\\\" cut\"]"}
  1 taken: {"item":"[\"12\\\" sub\"]"} {"item":"b"} {"item":"[\"7\\\" cut\"]"}
an object as text, given: {"item":"{\"item\":\"12\\\" sub\"}"} {"item":"b"} {"item":"c"}
  FramingException
one array, given: [{"item":"a"},{"item":"b"},{"item":"c"}]
  3 taken: {"item":"a"} ; {"item":"b"} ; {"item":"c"}
two arrays, given: [{"item":"a"},{"item":"b"}] [{"item":"c"}]
  2 taken: {"item":"a"} ; {"item":"b"}
TEXT

compare
