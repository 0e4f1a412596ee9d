using System.Text;
using StreamReco.Models.Segments;

namespace StreamReco.Models.Tests.Segments;

public sealed class SegmentFitTests
{
    private const int Dimensions = 8;
    private const ulong Space = 0x1234;

    [Fact]
    public void Planted_clusters_are_found_and_every_user_is_in_the_one_of_its_like()
    {
        var vectors = Planted(seed: 1, clusters: 4, users: 60);

        var segments = SegmentFit.Fit([.. vectors.Select(user => user.Vector)], 4, Space, null).ShouldNotBeNull();

        (segments.Version, segments.Count, segments.Users.Sum()).ShouldBe((1, 4, 240));
        segments.Users.ShouldAllBe(users => users == 60);
        vectors.GroupBy(user => user.Cluster).ShouldAllBe(cluster => cluster.Select(user => segments.SegmentOf(user.Vector)).Distinct().Count() == 1);
    }

    [Fact]
    public void The_same_users_in_another_order_give_the_same_bytes()
    {
        float[][] vectors = [.. Planted(2, 5, 40).Select(user => user.Vector)];

        var one = SegmentFit.Fit(vectors, 6, Space, null)!;
        var other = SegmentFit.Fit([.. vectors.Reverse()], 6, Space, null)!;

        SegmentJson.Write(other).ShouldBe(SegmentJson.Write(one));
    }

    [Fact]
    public void A_refresh_begins_at_the_segments_in_force_so_that_numbers_keep_their_people()
    {
        var first = SegmentFit.Fit([.. Planted(3, 4, 60).Select(user => user.Vector)], 4, Space, null)!;
        var later = Planted(seed: 3, clusters: 4, users: 90);

        var next = SegmentFit.Fit([.. later.Select(user => user.Vector)], 4, Space, first)!;

        next.Version.ShouldBe(2);
        later.ShouldAllBe(user => next.SegmentOf(user.Vector) == first.SegmentOf(user.Vector));
    }

    [Fact]
    public void There_are_fewer_segments_where_one_would_tell_of_a_few_people_and_none_of_too_few()
    {
        float[][] users = [.. Planted(4, 2, 25).Select(user => user.Vector)];

        SegmentFit.Fit(users, 12, Space, null)!.ShouldSatisfyAllConditions(
            segments => segments.Count.ShouldBeInRange(1, 2), segments => segments.Users.Min().ShouldBeGreaterThanOrEqualTo(SegmentFit.UsersMin));
        SegmentFit.Fit(users[..19], 4, Space, null).ShouldBeNull();
        SegmentFit.Fit([.. Enumerable.Repeat(new float[Dimensions], 100)], 4, Space, null).ShouldBeNull("vectors of length 0 point nowhere");
    }

    [Fact]
    public void A_vector_of_length_0_or_of_other_dimensions_is_in_none()
    {
        var segments = new SegmentMap(1, Space, [[1, 0], [0, 1]], [20, 20]);

        (segments.SegmentOf([2, 1]), segments.SegmentOf([0.1f, 3]), segments.SegmentOf([1, 1])).ShouldBe((0, 1, 0));
        (segments.SegmentOf([0, 0]), segments.SegmentOf([1, 0, 0])).ShouldBe(((int?)null, (int?)null));
    }

    [Fact]
    public void Segments_read_back_as_they_were_written_and_what_is_none_is_refused()
    {
        var segments = new SegmentMap(3, ulong.MaxValue, [[0.6f, -0.8f], [0, 1]], [20, 21]);
        var json = SegmentJson.Write(segments);

        json.ShouldBe("""{"version":3,"space":"ffffffffffffffff","users":[20,21],"centroids":["mpkZP83MTL8=","AAAAAAAAgD8="]}""");
        SegmentJson.Write(SegmentJson.Parse(Encoding.UTF8.GetBytes(json))).ShouldBe(json);
        foreach (var wrong in (string[])["{", "null", "{}", """{"version":1,"space":"x","users":[1],"centroids":["AAAAAA=="]}""", """{"version":1,"space":"0","users":[],"centroids":[]}"""])
        {
            Should.Throw<FormatException>(() => SegmentJson.Parse(Encoding.UTF8.GetBytes(wrong)));
        }
    }

    /// <summary>Users around directions that are far from each other.</summary>
    private static (int Cluster, float[] Vector)[] Planted(int seed, int clusters, int users)
    {
        var random = new Random(seed);
        return
        [
            .. from user in Enumerable.Range(0, users)
               from cluster in Enumerable.Range(0, clusters)
               select (cluster, Enumerable.Range(0, Dimensions).Select(d => (float)((d == cluster ? 3 : 0) + (random.NextDouble() * 0.4))).ToArray()),
        ];
    }
}
