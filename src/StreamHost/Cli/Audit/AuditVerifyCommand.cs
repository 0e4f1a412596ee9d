using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Audit;

/// <summary><c>audit verify</c>: whether every record of the trail is as it was written.</summary>
internal sealed class AuditVerifyCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Option<string> _output = OutputOption.Of("How it is written.", people: "text");

    public AuditVerifyCommand()
        : base("verify", "Follow the audit trail from its first record. Exit code 1 with the first record that is not as it was written.")
    {
        Add(_output);
        _remote.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("By the state database", "streamreco audit verify --state streamreco.db"),
        new("By a running node", "streamreco audit verify --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var verdict = _remote.IsNamed(context)
            ? await AskNodeAsync(context, cancel)
            : await AuditVerification.RunAsync(CommandAudit.TrailOf(options), options.Kafka.Group, cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(verdict, HttpJson.Indented));
        }
        else if (verdict.FirstBad is { } bad)
        {
            context.Screen.Error.WriteLine(
                $"Record {bad} of the audit trail of group '{options.Kafka.Group}' is not as it was written: {verdict.Why}. "
                + $"The {verdict.Records:N0} records before it are.");
        }
        else
        {
            context.Screen.Output.WriteLine(verdict.Records == 0
                ? $"the audit trail of group '{options.Kafka.Group}' has no record"
                : $"{verdict.Records:N0} records are as they were written; the last one is {verdict.Head}");
        }

        return verdict.FirstBad is null ? ExitCode.Ok : ExitCode.Failure;
    }

    private async Task<AuditVerdict> AskNodeAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        return await node.GetAsync<AuditVerdict>("/v1/audit/verify", cancel);
    }
}
