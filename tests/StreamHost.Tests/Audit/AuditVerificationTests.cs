using System.Text;
using StreamReco.StreamHost.Audit;

namespace StreamReco.StreamHost.Tests.Audit;

public sealed class AuditVerificationTests
{
    private const int Records = 50;

    [Fact]
    public void A_trail_as_it_was_written_is_right()
    {
        var (trail, head) = AuditEntries.Trail(Records);

        AuditEntries.Verify(trail, head).ShouldBe(new AuditVerdict(Records, head.Hash, null, null));
        AuditEntries.Verify([], null).ShouldBe(new AuditVerdict(0, AuditChain.Root, null, null));
    }

    [Fact]
    public void Each_changed_byte_of_each_record_is_named()
    {
        var (trail, head) = AuditEntries.Trail(Records);
        for (var i = 0; i < Records; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(trail[i].Body);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 1;
                var body = Encoding.UTF8.GetString(bytes);
                bytes[at] ^= 1;
                Bad(With(trail, i, trail[i] with { Body = body }), head).ShouldBe(i + 1, $"byte {at} of record {i + 1}");
            }
        }
    }

    [Fact]
    public void Each_changed_digit_of_a_hash_and_each_changed_column_is_named()
    {
        var (trail, head) = AuditEntries.Trail(Records);
        for (var i = 0; i < Records; i++)
        {
            var hash = trail[i].Hash;
            Bad(With(trail, i, trail[i] with { Hash = $"{hash[..7]}{(hash[7] == '0' ? '1' : '0')}{hash[8..]}" }), head).ShouldBe(i + 1);
            Bad(With(trail, i, trail[i] with { Person = "another" }), head).ShouldBe(i + 1);
            Bad(With(trail, i, trail[i] with { AtMs = trail[i].AtMs + 1 }), head).ShouldBe(i + 1);
        }
    }

    [Fact]
    public void A_removed_record_is_named_wherever_it_stood()
    {
        var (trail, head) = AuditEntries.Trail(Records);
        for (var i = 0; i < Records; i++)
        {
            var without = trail.Where((_, at) => at != i).ToList();

            Bad(without, head).ShouldBe(i + 1);
            Bad(Renumbered(without), head).ShouldBe(i == Records - 1 ? Records : i + 1);
        }
    }

    [Fact]
    public void A_swapped_pair_is_named_at_its_first_place()
    {
        var (trail, head) = AuditEntries.Trail(Records);
        for (var i = 0; i + 1 < Records; i++)
        {
            var swapped = trail.ToList();
            (swapped[i], swapped[i + 1]) = (
                trail[i + 1] with { Seq = trail[i].Seq }, trail[i] with { Seq = trail[i + 1].Seq });

            AuditEntries.Verify(swapped, head).Why.ShouldBe($"record {i + 2} stands in its place");
            Bad(swapped, head).ShouldBe(i + 1);
        }
    }

    [Fact]
    public void A_cut_tail_is_named_by_where_the_trail_says_that_it_ends()
    {
        var (trail, head) = AuditEntries.Trail(Records);

        AuditEntries.Verify(trail.Take(40), head).ShouldBe(
            new AuditVerdict(40, trail[39].Hash, 41, "it is missing: the trail had 50 records"));
        Bad(trail.Take(40).ToList(), null).ShouldBe(40);
    }

    [Fact]
    public void A_record_that_was_written_anew_with_its_own_hash_breaks_the_one_after_it()
    {
        var (trail, head) = AuditEntries.Trail(Records);
        var forged = AuditChain.Next(new AuditHead(9, trail[8].Hash), AuditEntries.Of(10) with { Who = "nobody" }, trail[9].Person);

        AuditEntries.Verify(With(trail, 9, forged), head).ShouldBe(
            new AuditVerdict(10, forged.Hash, 11, "it does not follow the record before"));
        Bad(With(trail, Records - 1, AuditChain.Next(
            new AuditHead(Records - 1, trail[^2].Hash), AuditEntries.Of(Records) with { Who = "nobody" }, trail[^1].Person)), head)
            .ShouldBe(Records);
    }

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var record = AuditChain.Read(AuditChain.Next(new AuditHead(0, AuditChain.Root), AuditEntries.Of(1), "hash"));

        (record.Seq, record.Id, record.At, record.Node, record.Who, record.By, record.From, record.What, record.About, record.Person,
            record.Outcome, record.Times, record.Prev).ShouldBe(
            (1, "id-1", AuditEntries.Noon.AddSeconds(1), "127.0.0.1:8095", "admin.token", "änn", "10.0.0.7", "GET /v1/users/{user}", "n=1", "hash",
            "200", 1, AuditChain.Root));
    }

    private static long? Bad(IEnumerable<StoredAudit> records, AuditHead? head) => AuditEntries.Verify(records, head).FirstBad;

    private static List<StoredAudit> With(List<StoredAudit> trail, int at, StoredAudit record)
    {
        var changed = trail.ToList();
        changed[at] = record;
        return changed;
    }

    /// <summary>As somebody would hide a gap: the records after it move up.</summary>
    private static List<StoredAudit> Renumbered(List<StoredAudit> records) =>
        [.. records.Select((record, i) => record with { Seq = i + 1 })];
}
