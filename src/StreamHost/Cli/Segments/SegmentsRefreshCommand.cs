using System.CommandLine;
using StreamReco.Models.Segments;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Segments;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Segments;

/// <summary><c>segments refresh</c>: clusters the users anew.</summary>
internal sealed class SegmentsRefreshCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();

    private readonly Option<int> _count = new Option<int>("--count")
    {
        Description = "Segments wanted; there are fewer where one would have too few users.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    }.Between(1, SegmentMap.CountMax);

    public SegmentsRefreshCommand()
        : base("refresh", "Cluster the users by their vectors, and put each into the segment of its like from here on.")
    {
        Add(_count);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Six segments", "streamreco segments refresh --count 6 --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        using var node = await _remote.ConnectAsync(context, cancel);
        var made = await node.PostAsync<SegmentsRefreshed>($"/admin/v1/segments/refresh?count={context.Value(_count)}", null, cancel);
        context.Screen.Output.WriteLine(
            $"version {made.Version}: {made.Count} segments of {string.Join(", ", made.Users)} users; they were written to the log of partitions {Cells.Ranges(made.Partitions)}.");
        return ExitCode.Ok;
    }
}
