using Microsoft.Extensions.Options;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Scoring;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class ErrorLinesTests
{
    private static readonly ShardId Shard = new("group-1", "clicks", 3);

    public static TheoryData<Exception, string> Known() => new()
    {
        { new ModelLoadException("m", "there is no such folder"), "Model:Directory" },
        { new ScorerStartException("Score:Provider", "cuda", "no GPU."), "Score:Provider is 'cuda'" },
        { new DataFileException("clicks.csv: there is no such file."), "clicks.csv" },
        { new StoreUnavailableException("State:Connection 'x.db' is locked.", new IOException()),
            "State:Connection 'x.db'" },
        { new StoreFormatException("State:Connection=x.db is not a SQLite database."), "not a SQLite database" },
        { new StaleOwnerException(new ShardLease(Shard, "a", 1), 2), "epoch 2" },
        { new StateAheadException(Shard, 9, 5), "committed only 5" },
        { new IOException("No space left on device : 'model'"), "No space left on device" },
        { new UnauthorizedAccessException("Access to the path 'model' is denied."), "'model' is denied" },
        { new AggregateException(new DataFileException("inner.csv is empty.")), "inner.csv" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_known_failure_is_one_line_that_names_what_to_change(Exception fault, string part)
    {
        var (exitCode, lines) = ErrorLines.Describe(fault, null);

        exitCode.ShouldBe(ExitCode.Failure);
        lines.Single().ShouldContain(part);
        lines.Single().ShouldNotContain("Unexpected");
        lines.Single().ShouldNotContain("\n");
    }

    [Fact]
    public void A_failure_of_Kafka_names_the_broker_that_was_looked_for()
    {
        var fault = new InvalidOperationException(
            "outer", new Confluent.Kafka.KafkaException(Confluent.Kafka.ErrorCode.Local_AllBrokersDown));

        var (exitCode, lines) =
            ErrorLines.Describe(fault, new StreamRecoOptions { Kafka = { Bootstrap = "broker.example:1" } });

        exitCode.ShouldBe(ExitCode.Failure);
        lines.Single().ShouldStartWith("Kafka at Kafka:Bootstrap 'broker.example:1' (--bootstrap) cannot be reached");
    }

    [Fact]
    public void Faulty_settings_are_wrong_usage_a_line_each()
    {
        var (exitCode, lines) =
            ErrorLines.Describe(new OptionsValidationException("", typeof(StreamRecoOptions), ["one.", "two."]), null);

        exitCode.ShouldBe(ExitCode.Usage);
        lines.ShouldBe(["one.", "two."]);
    }

    [Fact]
    public void A_bug_is_one_line_too_and_says_how_to_see_more() =>
        ErrorLines.Describe(new NullReferenceException("Object reference"), null).Lines.Single()
            .ShouldBe("Unexpected NullReferenceException: Object reference (--verbose shows where it came from)");
}
