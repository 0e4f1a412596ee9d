using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Kafka;

/// <summary>The program against a broker that asks for client certificates, by its settings alone.</summary>
public sealed class CertifiedKafkaTests(CertifiedKafka kafka) : IClassFixture<CertifiedKafka>
{
    [SecureKafkaFact]
    public async Task The_whole_path_works_by_a_client_certificate()
    {
        var config = kafka.Config("client");
        var (model, report) = (Path.Combine(kafka.Folder, "model"), Path.Combine(kafka.Folder, "report.json"));
        string[][] lines =
        [
            ["topics", "create", "--partitions", "2"],
            ["simulate", "--events", "2000"],
            ["train", "--from-kafka", "--output", model, "--algorithm", "ials", "--dimensions", "8", "--epochs", "1"],
            ["run", "--until-end", "--model", model, "--state", Path.Combine(kafka.Folder, "state.db"), "--report", report],
        ];

        foreach (var line in lines)
        {
            var run = await CommandLineRun.OfAsync([.. line, "--quiet", "--config", config]);
            run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        }

        var counts = JsonDocument.Parse(await File.ReadAllTextAsync(report)).RootElement;
        counts.GetProperty("read").GetInt64().ShouldBe(2000);
    }

    [SecureKafkaTheory]
    [InlineData(null)]
    [InlineData("stranger")]
    public async Task No_certificate_or_one_that_the_broker_does_not_know_is_one_line_that_names_the_settings(string? key)
    {
        var run = await CommandLineRun.OfAsync(
            "topics", "create", "--config", kafka.Config(key), "--set", "Kafka:RequestTimeoutMs=10000");

        run.ExitCode.ShouldBe(ExitCode.Failure);
        var line = run.ErrorLines[^1];
        line.ShouldContain("Kafka:Client:ssl.keystore.location");
        line.ShouldNotContain(CertifiedKafka.KeyPassword);
    }

    [SecureKafkaFact]
    public async Task A_wrong_password_of_the_key_is_one_line_that_does_not_show_it()
    {
        const string wrong = "wrong-and-not-to-be-shown";

        var run = await CommandLineRun.OfAsync("topics", "create", "--config", kafka.Config("client", wrong));

        run.ExitCode.ShouldNotBe(ExitCode.Ok);
        run.ErrorLines[^1].ShouldContain("ssl.keystore");
        (run.Output + run.Error).ShouldNotContain(wrong);
    }
}
