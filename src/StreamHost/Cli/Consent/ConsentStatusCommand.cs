using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;

namespace StreamReco.StreamHost.Cli.Consent;

/// <summary><c>consent status</c>: the policy in force, and what consent made of records.</summary>
internal sealed class ConsentStatusCommand() : RemoteCommand<ClusterConsentAnswer>(
    "status", "Show the consent policy in force, and what consent made of the records of each partition.")
{
    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Show what holds for users who said nothing", "streamreco consent status --node http://127.0.0.1:8095")];

    protected override Task<ClusterConsentAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterConsentAnswer>("/admin/v1/cluster/consent", cancel);

    protected override void Write(ClusterConsentAnswer answer, IAnsiConsole console)
    {
        PolicyLines.Write(console, answer.Silent, [.. answer.Partitions.Select(one => (one.Partition, PolicyOf(one), one.Refused))]);

        var table = Cells.Table(">partition", ">users who said something", ">withheld", ">withdrawn", ">untrained");
        foreach (var partition in answer.Partitions)
        {
            table.AddRow(
                Cells.Number(partition.Partition), Cells.Number(partition.Users), Cells.Number(partition.Withheld),
                Cells.Number(partition.Withdrawn), Cells.Number(partition.Untrained));
        }

        console.Write(table);
    }

    private static string PolicyOf(PartitionConsent partition) => partition.Version is { } version
        ? $"policy {version} (who said nothing: personalise {partition.Personalise}, train {partition.Train}, analyse {partition.Analyse})"
        : "no policy: nobody is asked";
}
