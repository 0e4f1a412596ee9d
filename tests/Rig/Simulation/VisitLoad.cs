using StreamReco.Models.Identity;
using StreamReco.Stages.Records;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// Visitors who look around under an anonymous id, sign in as a user whose state is in any partition, and come back under the old id:
/// each link is three records of two partitions, and later clicks are carried. Draws by itself, so that seeds without it stay as they are.
/// </summary>
/// <param name="partitions">All partitions.</param>
/// <param name="random">Draws the visits.</param>
internal sealed class VisitLoad(IReadOnlyList<ModelPartition> partitions, Random random)
{
    private const int VisitorsMax = 5;
    private const int SignInOneIn = 4;

    private static readonly byte[] _policy = new IdentityPolicy().ToBytes();

    private int _number;

    /// <summary>The anonymous id of a visitor; its partition stands in it.</summary>
    public string Visitor(int number) => $"p{number % partitions.Count}v{number}";

    /// <summary>Whom a visitor signs in as: two visitors are one user.</summary>
    public string UserOf(int number) => $"p{number / 2 % partitions.Count}w{number / 2}";

    /// <summary>Whether an id is one of a visitor or of the user that one signs in as.</summary>
    public static bool IsOne(string id) => id.Contains('v', StringComparison.Ordinal) || id.Contains('w', StringComparison.Ordinal);

    /// <summary>The partition of an id's state.</summary>
    public static int PartitionOf(string id) => id[1] - '0';

    /// <summary>The visitors, each with whom they sign in as.</summary>
    public IEnumerable<(string Visitor, string User)> Pairs => Enumerable.Range(0, VisitorsMax).Select(number => (Visitor(number), UserOf(number)));

    /// <summary>Events link ids from here on.</summary>
    public void Begin()
    {
        foreach (var partition in partitions)
        {
            partition.Source.AddIdentityPolicy(_policy);
        }
    }

    /// <summary>A click of some visitor, or the one with which they sign in, for the first time or again.</summary>
    public void Step()
    {
        var (visitor, id) = (random.Next(VisitorsMax), $"visit{_number++}");
        if (random.Next(SignInOneIn) == 0)
        {
            var user = UserOf(visitor);
            partitions[PartitionOf(user)].Source.AddVisit(user, id, Visitor(visitor));
        }
        else
        {
            partitions[PartitionOf(Visitor(visitor))].Source.AddVisit(Visitor(visitor), id, anonymous: null);
        }
    }

    /// <summary>The partition that a record goes to which a shard tells others.</summary>
    public static int TargetOf(in OutboundRecord told) =>
        told.Forwarded!.Partition ?? PartitionOf(System.Text.Encoding.UTF8.GetString(told.Key!));
}
