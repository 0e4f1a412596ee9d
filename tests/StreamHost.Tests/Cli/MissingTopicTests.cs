using System.Text.RegularExpressions;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cli;

[Collection(RealKafkaCollection.Name)]
public sealed class MissingTopicTests(RealKafka kafka)
{
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
}
