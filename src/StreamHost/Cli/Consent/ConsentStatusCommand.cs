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
        [new("At a running cluster", "streamreco consent status --node http://127.0.0.1:8095")];

    protected override Task<ClusterConsentAnswer> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel) =>
        node.GetAsync<ClusterConsentAnswer>("/admin/v1/cluster/consent", cancel);

    protected override void Write(ClusterConsentAnswer answer, IAnsiConsole console)
    {
        foreach (var member in answer.Silent)
        {
            console.WriteLine($"node {member.Node} {member.Why}: its partitions are missing here");
        }

        foreach (var same in answer.Partitions.GroupBy(partition => (partition.Version, partition.Personalise, partition.Train, partition.Analyse)))
        {
            var policy = same.Key.Version is { } version
                ? $"policy {version} (who said nothing: personalise {same.Key.Personalise}, train {same.Key.Train}, analyse {same.Key.Analyse})"
                : "no policy: nobody is asked";
            console.WriteLine($"{policy} in partitions {Cells.Ranges([.. same.Select(partition => partition.Partition)])}");
        }

        foreach (var partition in answer.Partitions.Where(partition => partition.Refused is not null))
        {
            console.WriteLine($"partition {partition.Partition}: {partition.Refused}");
        }

        var table = Cells.Table(">partition", ">users who said something", ">withheld", ">withdrawn", ">untrained");
        foreach (var partition in answer.Partitions)
        {
            table.AddRow(
                Cells.Number(partition.Partition), Cells.Number(partition.Users), Cells.Number(partition.Withheld),
                Cells.Number(partition.Withdrawn), Cells.Number(partition.Untrained));
        }

        console.Write(table);
    }
}
