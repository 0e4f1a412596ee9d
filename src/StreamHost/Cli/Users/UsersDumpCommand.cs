using System.CommandLine;
using StreamReco.Models.Files;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users dump</c>: every user's state, one canonical JSON line each.</summary>
internal sealed class UsersDumpCommand : CliCommand
{
    private readonly UsersStore _store = new();

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Where the lines go; standard output when left out.",
        HelpName = "FILE",
    };

    public UsersDumpCommand()
        : base("dump",
            "Write every user's state as one canonical JSON line, sorted by id: equal states give equal files.")
    {
        _store.AddTo(this);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("All users of an SQLite file",
            "streamreco users dump --state streamreco.db --model model --output users.ndjson"),
        new("All users of one group, from PostgreSQL", "streamreco users dump --state \"Host=db;Database=reco\" --group streamreco"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var codec = _store.Codec(context, options);
        await using var store = await UsersStore.OpenAsync(options, cancel);
        await CommandAudit.RecordAsync(context, _store.Group(context), "users dump", null, "begun", cancel);
        if (context.Value(_output) is not { } path || path == OutputPlace.Dash)
        {
            await using var standard = Console.OpenStandardOutput();
            await UsersDump.RunAsync(store, codec, _store.Group(context), standard, cancel);
            return ExitCode.Ok;
        }

        OutputPlace.CheckFile("--output", path);
        var users = await WholeFile.WriteAsync(path, file => UsersDump.RunAsync(store, codec, _store.Group(context), file, cancel));
        context.Screen.Output.WriteLine($"{users:N0} users written to {path}");
        return ExitCode.Ok;
    }
}
