using System.Runtime.InteropServices;
using StreamReco.Models.Scoring;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Kafka.Client;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Config;

/// <summary><c>version</c>: what runs, native parts included.</summary>
internal sealed class VersionCommand()
    : CliCommand("version", "Show the versions of the program and of its native parts.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("What to put into a bug report", "streamreco version")];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var output = context.Screen.Output;
        output.WriteLine($"streamreco   {ProgramVersion.Text}");
        output.WriteLine($"librdkafka   {KafkaClientVersion.Native}");
        output.WriteLine($"ONNX Runtime {OnnxRuntimeVersion.Native}");
        output.WriteLine($".NET         {Environment.Version} ({RuntimeInformation.RuntimeIdentifier})");
        return Task.FromResult(ExitCode.Ok);
    }
}
