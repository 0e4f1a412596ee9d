using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Decoding;

/// <summary>
/// The collected inputs that went wrong, line by line; the tests beside this one hold the same kinds without the files.
/// </summary>
public sealed class SharedCaseTests
{
    private const string Good = "ok";

    [SharedCasesTheory]
    [InlineData("seg-properties-id.ndjson", "ok ok ok")]
    [InlineData("seg-properties-type.ndjson", "ok ok ok ok ok ok ok")]
    [InlineData("seg-nested-order.ndjson", "ok ok ok ok ok")]
    [InlineData("seg-null-user.ndjson", "ok*")]
    [InlineData("prices.ndjson", "ok*")]
    [InlineData("items-odd.ndjson", "ok ok ok ok ok items items items ok ok item_id items items user_id ok ok ok ok ok")]
    [InlineData("longid.ndjson", "item_id ok ok ok malformed ok ok ok ok ok")]
    [InlineData("times.ndjson", "ok ok ok ok ok ok ok ok ok ok ok ok ok timestamp timestamp")]
    [InlineData("envelopes.ndjson", "ok ok data ok ok payload malformed event_type ok timestamp")]
    [InlineData("foreign-nonclicks.ndjson", "over over over over ok over over over over over over over over")]
    [InlineData("snowplow.ndjson", "ok ok over ok ok")]
    [InlineData("schema-registry.ndjson", "malformed")]
    [InlineData("synonyms.tsv", "ok ok ok ok ok ok")]
    [InlineData("train-c-ce.ndjson", "ok*")]
    [InlineData("train-c-ga4mp.ndjson", "ok*")]
    [InlineData("train-c-snowplow.ndjson", "ok*")]
    [InlineData("price-comma.ndjson", "event_id*")]
    public void Each_line_has_the_right_outcome(string file, string expected)
    {
        var reading = new Reading();

        string[] outcomes = [.. LinesOf(SharedFolder.Case(file)).Select(line => Outcome(reading.Read(line)))];

        string[] wanted = expected.EndsWith('*') ? [.. Enumerable.Repeat(expected[..^1], outcomes.Length)] : expected.Split(' ');
        outcomes.ShouldBe(wanted);
    }

    private static string Outcome(Reading.Outcome read) =>
        read.Failure is null ? Good
        : read.Failure.IsPassedOver ? "over"
        : read.Failure.Field ?? StreamReco.Models.Decoding.ValidationFailure.NameOf(read.Failure.Type);

    /// <summary>Lines without their ends; behind a tab where the file has keys.</summary>
    private static IEnumerable<byte[]> LinesOf(string path)
    {
        var rest = File.ReadAllBytes(path).AsMemory();
        while (rest.Length > 0)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var tab = path.EndsWith(".tsv", StringComparison.Ordinal) ? line.Span.IndexOf((byte)'\t') : -1;
            if (line.Length > 0)
            {
                yield return line[(tab + 1)..].ToArray();
            }
        }
    }
}
