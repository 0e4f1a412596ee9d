using System.Text.Json;
using StreamReco.StreamHost.Tests.Kafka;
using StreamReco.TestKit;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>What a read-committed reader sees of a pipeline, checked against <c>docs/schemas</c>.</summary>
/// <param name="AnswerIds">The id of each answer, as often as it came.</param>
/// <param name="Versions">The version of the model in each answer.</param>
/// <param name="RejectedAt">The origin of each rejected record, as often as it came.</param>
/// <param name="Violations">What breaks a contract, from the messages that were checked.</param>
internal sealed record PathOutput(
    IReadOnlyList<string> AnswerIds, IReadOnlyList<(int Partition, long Offset, string Version)> Versions,
    IReadOnlyList<(int Partition, long Offset)> RejectedAt,
    IReadOnlyList<string> Violations)
{
    /// <param name="bootstrap"><c>host:port</c></param>
    /// <param name="topics">The pipeline's topics.</param>
    /// <param name="checkEvery">Every how many-th message is checked against its schema: checking is slow.</param>
    public static async Task<PathOutput> ReadAsync(string bootstrap, PathTopics topics, int checkEvery = 1)
    {
        var answers = await ValuesAsync(bootstrap, topics.Recommendations);
        var rejected = await ValuesAsync(bootstrap, topics.Rejected);
        return new PathOutput(
            [.. answers.Select(AnswerId)],
            [.. answers.Select(VersionOf)],
            [.. rejected.Select(OriginOf)],
            [
                .. BreachesOf("recommendation", answers, checkEvery),
                .. BreachesOf("rejected", rejected, checkEvery),
            ]);
    }

    /// <summary>Each answer and rejected record that is due came once, and nothing else; all keep their contract.</summary>
    public void ShouldBe(ExpectedPath expected)
    {
        Violations.ShouldBeEmpty();
        RepeatedIn(AnswerIds).ShouldBeEmpty("answers repeated");
        expected.Answers.Except(AnswerIds).ShouldBeEmpty("answers missing");
        AnswerIds.Except(expected.Answers).ShouldBeEmpty("answers that nobody asked for");
        RepeatedIn(RejectedAt).ShouldBeEmpty("rejected records repeated");
        RejectedAt.ToHashSet().SetEquals(expected.Malformed).ShouldBeTrue("rejected are not the malformed");
    }

    public static IReadOnlyList<T> RepeatedIn<T>(IEnumerable<T> all) =>
        [.. all.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => same.Key)];

    private static async Task<List<byte[]>> ValuesAsync(string bootstrap, string topic) =>
        [.. (await TopicReader.ReadAllAsync(bootstrap, topic)).Select(record => record.Message.Value)];

    /// <summary>The id, which must name the answer's origin.</summary>
    private static string AnswerId(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        var id = json.RootElement.GetProperty("recommendation_id").GetString()!;
        var (partition, offset) = OriginOf(json.RootElement);
        id.ShouldStartWith($"{partition}-{offset}-");
        return id;
    }

    private static (int Partition, long Offset, string Version) VersionOf(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        var (partition, offset) = OriginOf(json.RootElement);
        return (partition, offset, json.RootElement.GetProperty("model").GetProperty("version").GetString()!);
    }

    private static (int Partition, long Offset) OriginOf(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        return OriginOf(json.RootElement);
    }

    private static (int Partition, long Offset) OriginOf(JsonElement message)
    {
        var origin = message.GetProperty("origin");
        return (origin.GetProperty("partition").GetInt32(), origin.GetProperty("offset").GetInt64());
    }

    private static IEnumerable<string> BreachesOf(string name, List<byte[]> values, int checkEvery)
    {
        var schema = JsonSchemaCheck.Load(name);
        return values.Where((_, at) => at % checkEvery == 0)
            .SelectMany(value => JsonSchemaCheck.Violations(schema, value));
    }
}
