using System.CommandLine;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake sql</c>: a query over the lake.</summary>
internal sealed class LakeSqlCommand : CliCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "One SELECT; its words may be arguments of their own. Tables are events, rejected and answers.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _rows = new Option<int>("--rows")
    {
        Description = "Rows of the answer at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000,
    }.AtLeast(1);

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is a line a row, each an object.");

    public LakeSqlCommand()
        : base("sql", "Ask the lake in SQL (DuckDB, in this process): only what is committed, read only, bounded in memory and time.")
    {
        Add(_query);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_rows);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Clicks by day and type", "streamreco lake sql \"select dt, event_type, count(*) from events group by all order by all\""),
        new("Bought items of a user",
            "streamreco lake sql \"select event_time, unnest(items).item_id from events where user_id = 'u42' and event_type = 'purchase'\""),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var sql = new LakeSql(FilesOf(lake), options.Lake.SqlMemoryMaxMb, TimeSpan.FromMilliseconds(options.Lake.SqlTimeoutMs));
        LakeSqlAnswer answer;
        try
        {
            answer = await Task.Run(() => sql.Ask(string.Join(' ', context.Parse.GetValue(_query)!), context.Value(_rows), context.Time, cancel), cancel);
        }
        catch (LakeSqlException e)
        {
            throw new UserErrorException(e.Message, ExitCode.Failure, e);
        }

        if (context.Value(_output) == "json")
        {
            SqlRows.WriteJson(answer, context.Screen.Output);
        }
        else
        {
            SqlRows.WriteTable(answer, context.Screen.Output);
        }

        if (answer.IsCut)
        {
            context.Screen.Error.WriteLine($"There are more than {context.Value(_rows)} rows (--rows).");
        }

        return ExitCode.Ok;
    }

    /// <summary>What a crash left after a commit is put in its place first; tables without a file are left out.</summary>
    private static Dictionary<string, IReadOnlyList<string>> FilesOf(ClickLake lake)
    {
        var files = new List<LakeFile>();
        foreach (var log in lake.Logs())
        {
            log.Recover();
            files.AddRange(log.Live());
        }

        var disk = (DiskLakeFiles)lake.Files;
        return files.GroupBy(file => file.Table, StringComparer.Ordinal).ToDictionary(
            table => table.Key, table => (IReadOnlyList<string>)[.. table.Select(file => disk.PathOf(file.Path))], StringComparer.Ordinal);
    }
}
