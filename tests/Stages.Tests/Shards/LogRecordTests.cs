using StreamReco.Stages.Records;

namespace StreamReco.Stages.Tests.Shards;

public sealed class LogRecordTests
{
    [Theory]
    [InlineData(LogRecordKind.Click)]
    [InlineData(LogRecordKind.Click, "ce_id", "traceparent")]
    [InlineData(LogRecordKind.Punctuation, "streamreco-tick")]
    [InlineData(LogRecordKind.Erasure, "streamreco-origin", "streamreco-erase")]
    [InlineData(LogRecordKind.ModelChange, "streamreco-model", "streamreco-request")]
    [InlineData(LogRecordKind.Experiment, "streamreco-experiment", "streamreco-request")]
    [InlineData(LogRecordKind.QualityRules, "streamreco-quality", "streamreco-request")]
    [InlineData(LogRecordKind.Segments, "streamreco-segments", "streamreco-request")]
    [InlineData(LogRecordKind.Consent, "streamreco-consent", "streamreco-request")]
    [InlineData(LogRecordKind.BotPolicy, "streamreco-bots", "streamreco-request")]
    [InlineData(LogRecordKind.BotDecision, "streamreco-release", "streamreco-request")]
    [InlineData(LogRecordKind.Click, "streamreco-released")]
    [InlineData(LogRecordKind.IdentityPolicy, "streamreco-identity", "streamreco-request")]
    [InlineData(LogRecordKind.Link, "streamreco-link", "streamreco-request")]
    [InlineData(LogRecordKind.Merge, "streamreco-merge")]
    [InlineData(LogRecordKind.Forwarded, "streamreco-origin", "streamreco-forwarded", "traceparent")]
    [InlineData(LogRecordKind.Punctuation, "streamreco-model", "streamreco-erase", "streamreco-tick")]
    public void A_record_knows_its_kind_by_its_headers(LogRecordKind kind, params string[] headers) =>
        Record([.. headers.Select(name => KeyValuePair.Create(name, "v2"u8.ToArray()))]).Kind.ShouldBe(kind);

    [Fact]
    public void A_record_without_headers_is_a_click_and_names_no_model()
    {
        Record(null).Kind.ShouldBe(LogRecordKind.Click);
        Should.Throw<InvalidOperationException>(() => Record(null).ModelVersion).Message.ShouldContain("offset 7 is a Click");
        Record([KeyValuePair.Create("streamreco-model", "v2"u8.ToArray())]).ModelVersion.ShouldBe("v2");
        Should.Throw<InvalidOperationException>(() => Record(null).ExperimentId).Message.ShouldContain("offset 7 is a Click");
        Record([KeyValuePair.Create("streamreco-experiment", "ranker"u8.ToArray())]).ExperimentId.ShouldBe("ranker");
    }

    private static LogRecord Record(IReadOnlyList<KeyValuePair<string, byte[]>>? headers) => new(7, 0, null, null, headers);
}
