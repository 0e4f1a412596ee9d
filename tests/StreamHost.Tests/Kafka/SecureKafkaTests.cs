using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>The program against a broker with TLS and SCRAM, by its settings alone.</summary>
public sealed class SecureKafkaTests(SecureKafka kafka) : IClassFixture<SecureKafka>
{
    [SecureKafkaFact]
    public async Task The_whole_path_works_by_tls_and_scram()
    {
        var config = kafka.Config();
        var model = Path.Combine(kafka.Folder, "model");
        var report = Path.Combine(kafka.Folder, "report.json");

        await RunAsync("topics", "create", "--partitions", "2", "--config", config);
        await RunAsync("simulate", "--events", "3000", "--config", config);
        await RunAsync("train", "--from-kafka", "--output", model, "--algorithm", "ials", "--dimensions", "8", "--epochs", "1", "--config", config);
        await RunAsync(
            "run", "--until-end", "--model", model, "--state", Path.Combine(kafka.Folder, "state.db"), "--report", report,
            "--config", config);

        var counts = JsonDocument.Parse(await File.ReadAllTextAsync(report)).RootElement;
        counts.GetProperty("read").GetInt64().ShouldBe(3000);
        var listed = await RunAsync("rejected", "list", "--config", config);
        listed.Output.ShouldContain("malformed");
    }

    [SecureKafkaFact]
    public async Task A_wrong_password_is_one_line_that_names_the_settings_and_not_the_password()
    {
        const string wrong = "wrong-and-not-to-be-shown";

        var run = await CommandLineRun.OfAsync(
            "topics", "create", "--config", kafka.Config(("sasl.password", wrong), ("debug", "all")));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        var line = run.ErrorLines[^1];
        line.ShouldContain("Kafka:Client:sasl.password");
        line.ShouldContain("refuses the login");
        (run.Output + run.Error).ShouldNotContain(wrong);
    }

    [SecureKafkaFact]
    public async Task Not_even_the_stack_trace_of_a_verbose_run_shows_the_password()
    {
        const string wrong = "wrong-and-not-to-be-shown";

        var run = await CommandLineRun.OfAsync(
            "topics", "create", "--verbose", "--config", kafka.Config(("sasl.password", wrong)));

        run.Error.ShouldContain("KafkaSetupException");
        (run.Output + run.Error).ShouldNotContain(wrong);
    }

    [SecureKafkaFact]
    public async Task A_certificate_that_nobody_vouches_for_is_one_line_that_names_the_setting() =>
        (await RefusalAsync(("ssl.ca.location", null))).ShouldContain("Kafka:Client:ssl.ca.location");

    [SecureKafkaFact]
    public async Task Another_protocol_than_the_broker_s_is_one_line_that_names_the_setting() =>
        (await RefusalAsync(("security.protocol", "plaintext"))).ShouldContain("Kafka:Client:security.protocol");

    [SecureKafkaFact]
    public async Task A_login_that_the_broker_does_not_offer_is_one_line_that_names_the_setting() =>
        (await RefusalAsync(("sasl.mechanism", "PLAIN"))).ShouldContain("Kafka:Client:sasl.mechanism");

    [SecureKafkaFact]
    public async Task OAUTHBEARER_is_passed_through_with_a_token_that_librdkafka_makes_by_itself()
    {
        var run = await CommandLineRun.OfAsync("topics", "create", "--quiet", "--config", kafka.Config(
            ("sasl.mechanism", "OAUTHBEARER"), ("sasl.username", null), ("sasl.password", null),
            ("enable.sasl.oauthbearer.unsecure.jwt", "true"), ("sasl.oauthbearer.config", "principal=reco")));

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
    }

    private async Task<string> RefusalAsync((string Name, string? Value) change)
    {
        var run = await CommandLineRun.OfAsync("topics", "create", "--config", kafka.Config(change));
        run.ExitCode.ShouldBe(ExitCode.Failure);
        return run.ErrorLines[^1];
    }

    private static async Task<CommandLineRun> RunAsync(params string[] args)
    {
        var run = await CommandLineRun.OfAsync([.. args, "--quiet"]);
        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        (run.Output + run.Error).ShouldNotContain(SecureKafka.Password);
        return run;
    }
}
