using System.CommandLine;
using System.Text.RegularExpressions;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>The command that a message about a missing topic gives is one that makes this topic.</summary>
[Collection(RealKafkaCollection.Name)]
public sealed class TopicHintTests(RealKafka kafka)
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
        Option(parse, key).GetValueOrDefault<string>().ShouldBe("my-topic");
        Option(parse, "Kafka:Bootstrap").GetValueOrDefault<string>().ShouldBe("k1:9092");
    }

    [Fact]
    public void A_topic_under_its_usual_name_needs_no_option() =>
        TopicHint.For("Kafka:Rejected", "clicks.rejected", new KafkaOptions { Bootstrap = "k1:9092" })
            .ShouldBe("streamreco topics create --bootstrap k1:9092");

    [RealKafkaFact]
    public async Task The_command_of_the_message_makes_the_topic_that_was_missing()
    {
        var (clicks, catalog) = (kafka.NewName("hint-clicks"), await kafka.CreateTopicAsync("hint-catalog", 1));
        string[] simulate = ["simulate", "--bootstrap", kafka.Bootstrap, "--clicks", clicks, "--catalog", catalog, "--events", "20"];

        var missing = await CommandLineRun.OfAsync(simulate);
        var hint = Regex.Match(missing.Error, "Create it with: streamreco (.+)").Groups[1].Value.Trim();
        var made = await CommandLineRun.OfAsync(hint.Split(' '));
        var again = await CommandLineRun.OfAsync(simulate);

        missing.ExitCode.ShouldBe(ExitCode.Failure);
        missing.Error.ShouldContain($"Topic '{clicks}' (Kafka:Clicks) is not there");
        made.ExitCode.ShouldBe(ExitCode.Ok, made.Error);
        again.ExitCode.ShouldBe(ExitCode.Ok, again.Error);
    }

    private static System.CommandLine.Parsing.OptionResult Option(ParseResult parse, string key) => parse.GetResult(
        parse.CommandResult.Command.Options.OfType<SettingOption>().Single(option => option.Key == key))!;
}
