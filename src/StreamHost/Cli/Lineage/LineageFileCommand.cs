using System.CommandLine;
using System.Text.Json;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary><c>lineage file FILE</c>: the commits of a file of the lake, and the models that were trained on it.</summary>
internal sealed class LineageFileCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A file of the lake, as its path in the lake or on the disk; it need not be there any more." };

    private readonly Option<string> _output = OutputOption.Of("The lineage as one object.", "text");

    public LineageFileCommand()
        : base(
            "file",
            "Follow a file of the lake: which commit added it, which took it out, what came in its place, and which models were trained on it. "
            + "Exit code 1 if no commit names it.")
    {
        Add(_file);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Model(), PipelineOptionSet.Lake());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new(
            "A file that an answer or a model led to",
            "streamreco lineage file events/dt=2025-01-06/p=003/00000000000000001000-00000000000000001999.parquet --lake lake"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var lineage = await Task.Run(() => Follow(lake, context.Parse.GetValue(_file)!, KnownModels.All(options.Model)), cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(lineage, LineageJson.Default.FileLineage));
        }
        else
        {
            Write(context.Screen.Output, lineage);
        }

        return lineage.Lives.Count > 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    private static FileLineage Follow(ClickLake lake, string file, IReadOnlyList<KnownModel> models)
    {
        var wanted = "/" + file.Replace('\\', '/').TrimStart('/');
        var found = lake.Logs().SelectMany(log => LakeFileLives.Of(log).Select(life => (Log: log, Life: life)))
            .Where(one => wanted.EndsWith("/" + one.Life.File.Path, StringComparison.Ordinal)).ToList();
        var readers = found.Count > 0 ? ReadersOf(lake, models) : [];
        return new FileLineage(
            found.Count > 0 ? found[0].Life.File.Path : file,
            [.. found.Select(one => LifeOf(one.Log, one.Life, readers))]);
    }

    private static FileLife LifeOf(LakeLog log, LakeFileLife life, IReadOnlyList<(KnownModel Model, LakeFile File)> readers) => new(
        life.File.Table, log.Partition, life.File.Rows, life.File.Sha256, life.Added.Kind, life.Added.At, log.PathOf(life.Added),
        life.Removed?.Kind ?? FileFate.There, life.Removed?.At, [.. life.ReplacedBy().Select(file => file.Path)],
        [
            .. readers.Where(reader => reader.File.Path == life.File.Path && reader.File.Sha256 == life.File.Sha256)
                .Select(reader => ModelName.Of(reader.Model)),
        ]);

    private static IReadOnlyList<(KnownModel Model, LakeFile File)> ReadersOf(ClickLake lake, IReadOnlyList<KnownModel> models) =>
    [
        .. models.Where(model => model.IsOf(lake))
            .SelectMany(model => model.Origin!.Spans.SelectMany(span => KnownModel.FilesOf(lake, span)).Select(file => (model, file))),
    ];

    private static void Write(TextWriter output, FileLineage lineage)
    {
        if (lineage.Lives.Count == 0)
        {
            output.WriteLine($"missing  no commit of the lake names {lineage.Path}");
        }

        foreach (var life in lineage.Lives)
        {
            output.WriteLine($"file     {lineage.Path}, {life.Rows:N0} rows of {life.Table}, SHA-256 {life.Sha256}");
            output.WriteLine($"added    {LineageText.Time(life.AddedAt)} by {life.AddedBy}, {life.Commit}");
            output.WriteLine(
                life.Fate == FileFate.There ? "there    no later commit takes it out"
                : $"removed  {LineageText.Time(life.RemovedAt)} by {life.Fate}"
                    + (life.ReplacedBy.Count > 0 ? $", its rows are in {string.Join(", ", life.ReplacedBy)}" : ""));
            foreach (var model in life.Models)
            {
                output.WriteLine($"model    {model.Name} {model.Version} in {model.Folder}, made {LineageText.Time(model.Created)}");
            }
        }
    }
}
