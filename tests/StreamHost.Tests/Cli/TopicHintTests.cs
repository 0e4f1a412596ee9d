using System.CommandLine;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Topics;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>The command that a message about a missing topic gives is one that makes this topic.</summary>
public sealed class TopicHintTests
{
    [Theory]
    [InlineData("Kafka:Clicks")]
    [InlineData("Kafka:Catalog")]
    [InlineData("Kafka:Recommendations")]
    [InlineData("Kafka:Rejected")]
    public void A_topic_under_a_name_of_its_own_is_named_by_an_option_that_the_command_has(string key)
    {
        var hint = TopicHint.For(key, "my-topic", new KafkaOptions { Bootstrap = "k1:9092" });

        var parse = CommandTree.Build().Parse(hint["streamreco ".Length..]);

        parse.Errors.ShouldBeEmpty();
        OptionOf(parse, key).GetValueOrDefault<string>().ShouldBe("my-topic");
        OptionOf(parse, "Kafka:Bootstrap").GetValueOrDefault<string>().ShouldBe("k1:9092");
    }

    [Fact]
    public void A_topic_under_its_usual_name_needs_no_option() =>
        TopicHint.For("Kafka:Rejected", "clicks.rejected", new KafkaOptions { Bootstrap = "k1:9092" })
            .ShouldBe("streamreco topics create --bootstrap k1:9092");

    private static System.CommandLine.Parsing.OptionResult OptionOf(ParseResult parse, string key) => parse.GetResult(
        parse.CommandResult.Command.Options.OfType<SettingOption>().Single(option => option.Key == key))!;
}
