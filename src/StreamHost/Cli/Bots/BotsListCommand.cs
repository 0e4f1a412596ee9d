using System.Globalization;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Bots;

/// <summary><c>bots list</c>: the policy in force, what it held back, and the users that are held.</summary>
internal sealed class BotsListCommand() : RemoteCommand<ClusterBotsAnswer>(
    "list", "Show the bot policy in force, what it held back in each partition, and the users that are taken for programs, with the reasons.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("List the users who are taken for programs", "streamreco bots list --node http://127.0.0.1:8095")];

    protected override Task<ClusterBotsAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterBotsAnswer>("/admin/v1/cluster/bots", cancel);

    protected override void Write(ClusterBotsAnswer answer, IAnsiConsole console)
    {
        PolicyLines.Write(console, answer.Silent, [.. answer.Partitions.Select(one => (one.Partition, PolicyOf(one), one.Refused))]);

        var counts = Cells.Table(">partition", ">quarantined", ">held", ">found", ">cleared");
        foreach (var partition in answer.Partitions)
        {
            counts.AddRow(
                Cells.Number(partition.Partition), Cells.Number(partition.Quarantined), Cells.Number(partition.Held),
                Cells.Number(partition.Found), Cells.Number(partition.Cleared));
        }

        console.Write(counts);
        if (answer.Users.Count > 0)
        {
            WriteUsers(answer.Users, console);
        }
    }

    private static string PolicyOf(PartitionBots partition) =>
        partition.Version is { } version ? $"policy {version}{(partition.IsOn ? "" : " (off: nobody is judged)")}" : "no policy: nobody is judged";

    private static void WriteUsers(IReadOnlyList<HeldUser> users, IAnsiConsole console)
    {
        console.WriteLine();
        var table = Cells.Table("user", ">partition", ">offset", "since", ">score", "reasons");
        foreach (var user in users)
        {
            table.AddRow(
                Cells.Text(user.User), Cells.Number(user.Partition), Cells.Number(user.Offset), Cells.Time(user.Since),
                user.Score.ToString("0.00", CultureInfo.InvariantCulture), Cells.Text(string.Join(", ", user.Reasons)));
        }

        console.Write(table);
    }
}
