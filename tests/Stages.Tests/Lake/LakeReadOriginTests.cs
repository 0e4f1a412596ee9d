using StreamReco.Models.Lake;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Tests.Shards;

namespace StreamReco.Stages.Tests.Lake;

/// <summary>A topic that was deleted and made again has the old one's name and other records.</summary>
public sealed class LakeReadOriginTests
{
    private readonly LakeScene _scene = new(new Scenario(
        [.. Enumerable.Range(0, 60).Select(i => new Click(ClickKind.View, i % 5, i % 7, 500))],
        [.. Enumerable.Range(0, 12).Select(_ => new Step(5, Incident.None))], IntervalMs: 0));

    private readonly ClickLake _lake;

    public LakeReadOriginTests() => _lake = _scene.Open();

    [Theory]
    [InlineData(LakeTopicWords.Clicks)]
    [InlineData(LakeTopicWords.Verdicts)]
    [InlineData(LakeTopicWords.Recommendations)]
    public void A_topic_of_another_id_is_refused_though_it_goes_on_beyond_the_lake(string word)
    {
        _scene.TopicId = "first";
        WriteAll();
        _scene.TopicIds[word] = "second";
        _scene.Ends[word] = 1_000_000;

        Should.Throw<LakeException>(() => Open(word)).Message.ShouldSatisfyAllConditions(
            said => said.ShouldStartWith($"the-{word} 0: the topic has id second, but the lake was read up to offset "),
            said => said.ShouldContain("from the one with id first: it was deleted and made again"),
            said => said.ShouldContain("--lake OTHER"));
    }

    [Theory]
    [InlineData(LakeTopicWords.Clicks)]
    [InlineData(LakeTopicWords.Verdicts)]
    [InlineData(LakeTopicWords.Recommendations)]
    public void A_topic_without_an_id_that_ends_before_the_lake_is_refused(string word)
    {
        WriteAll();
        _scene.Ends[word] = 1;

        Should.Throw<LakeException>(() => Open(word)).Message
            .ShouldStartWith($"the-{word} 0: the topic ends at offset 1, before the lake's ");
    }

    [Theory]
    [InlineData(LakeTopicWords.Clicks)]
    [InlineData(LakeTopicWords.Verdicts)]
    [InlineData(LakeTopicWords.Recommendations)]
    public void What_waits_is_not_committed_once_its_topic_was_made_again(string word)
    {
        _scene.TopicId = "first";
        using var work = Open(word);
        work.Step(TimeSpan.Zero, CancellationToken.None);
        _scene.TopicIds[word] = "second";

        Should.Throw<LakeException>(work.Commit).Message.ShouldContain("has id second");

        _lake.Logs().ShouldBeEmpty();
    }

    [Fact]
    public void A_lake_of_a_release_before_takes_the_ids_down_and_keeps_them_while_brokers_do_not_say_them()
    {
        WriteOne("");
        WriteOne("first");
        WriteOne("");

        _lake.LogOf(0).Spans().Select(span => span.Topics is { } ids ? string.Join(' ', ids.Select(id => $"{id.Key}={id.Value}")) : null)
            .ShouldBe([null, "clicks=first verdicts=first", "clicks=first verdicts=first"]);
    }

    private ILakeWork Open(string word) => word == LakeTopicWords.Recommendations
        ? _scene.AnswerPartition(_lake, rowsPerSpan: 1_000) : _scene.Partition(_lake, rowsPerSpan: 1_000);

    private void WriteAll()
    {
        _scene.Write(_lake, rowsPerSpan: 1_000);
        _scene.WriteAnswers(_lake, rowsPerSpan: 1_000, stepsPerOwner: int.MaxValue);
    }

    private void WriteOne(string topicId)
    {
        _scene.TopicId = topicId;
        using var work = Open(LakeTopicWords.Clicks);
        work.Step(TimeSpan.Zero, CancellationToken.None);
        work.Commit();
    }
}
