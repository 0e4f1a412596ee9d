using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Audit;

/// <summary><c>audit list</c>: who asked for what, and who looked at whom.</summary>
internal sealed class AuditListCommand : CliCommand
{
    private const int LimitMax = 1_000;
    private const int HashCharsShown = 12;

    private readonly RemoteOptionSet _remote = new();

    private readonly Option<string> _user = new("--user")
    {
        Description = "Only what was about this user, id in clear.",
        HelpName = "ID",
    };

    private readonly Option<DateTimeOffset?> _since = new("--since")
    {
        Description = "Only what was done at or after this time.",
        HelpName = "TIME",
    };

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Newest records at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    }.Between(1, LimitMax);

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of objects.");

    public AuditListCommand()
        : base(
            "list",
            "List who asked for what and who looked at whom, the newest first: by the state database, or with --node by a running node.")
    {
        Add(_user);
        Add(_since);
        Add(_limit);
        Add(_output);
        _remote.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Who looked at a user", "streamreco audit list --user u42 --state streamreco.db"),
        new("Since a day, for a report", "streamreco audit list --since 2026-01-31T00:00:00Z --output json --node http://127.0.0.1:8095"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        context.LoadOptions();
        var records = _remote.IsNamed(context) ? await AskNodeAsync(context, cancel) : await ReadAsync(context, cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(records, HttpJson.Indented));
            return ExitCode.Ok;
        }

        if (records.Count == 0)
        {
            context.Screen.Output.WriteLine("the audit trail has no such record");
            return ExitCode.Ok;
        }

        Write(context, records);
        return ExitCode.Ok;
    }

    private async Task<IReadOnlyList<AuditRecord>> AskNodeAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var query = $"/v1/audit?limit={context.Value(_limit)}"
            + (context.Value(_user) is { } user ? $"&user={Uri.EscapeDataString(user)}" : "")
            + (context.Value(_since) is { } since
                ? $"&since={Uri.EscapeDataString(since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}" : "");
        return await node.GetAsync<IReadOnlyList<AuditRecord>>(query, cancel);
    }

    private async Task<IReadOnlyList<AuditRecord>> ReadAsync(CommandContext context, CancellationToken cancel)
    {
        var (options, trail) = (context.Options!, CommandAudit.TrailOf(context.Options!));
        var group = options.Kafka.Group;
        string? person = null;
        if (context.Value(_user) is { } user)
        {
            person = await trail.PersonOfAsync(group, Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(user) ?? user, cancel);
            if (person is null)
            {
                return [];
            }
        }

        var sinceMs = context.Value(_since)?.ToUnixTimeMilliseconds() ?? 0;
        return await AuditList.NewestAsync(trail, group, new AuditQuery(person, sinceMs, context.Value(_limit)), cancel);
    }

    private static void Write(CommandContext context, IReadOnlyList<AuditRecord> records)
    {
        var table = Cells.Table(">record", "when", "who", "from", "what", "of", "person", ">times", "end");
        foreach (var record in records)
        {
            table.AddRow(
                Cells.Number(record.Seq), Cells.Time(record.At),
                Cells.Text(record.By.Length == 0 ? record.Who : $"{record.By} ({record.Who})"), Cells.Text(record.From),
                Cells.Text(record.What), Cells.Text(record.About),
                Cells.Text(record.Person.Length > HashCharsShown ? record.Person[..HashCharsShown] : record.Person),
                Cells.Number(record.Times), Cells.Text(record.Outcome));
        }

        context.Screen.Results.Write(table);
    }
}
