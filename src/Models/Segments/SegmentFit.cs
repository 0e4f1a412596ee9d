namespace StreamReco.Models.Segments;

/// <summary>
/// Clusters user vectors by direction (spherical k-means: Dhillon and Modha 2001), seeded as k-means++ (Arthur and Vassilvitskii
/// 2007). The same vectors, in whatever order, give the same segments.
/// </summary>
public static class SegmentFit
{
    /// <summary>Users of a segment at least: the mean of a few would tell of a person.</summary>
    public const int UsersMin = 20;

    private const int RoundsMax = 100;
    private const int Seed = 1;

    /// <summary>Makes segments.</summary>
    /// <param name="vectors">User vectors of the same dimensions; those of length 0 are passed over.</param>
    /// <param name="count">Segments wanted, 1 to <see cref="SegmentMap.CountMax"/>; less where one would have less than <see cref="UsersMin"/> users.</param>
    /// <param name="space">Fingerprint of their item space.</param>
    /// <param name="before">
    /// The segments in force; of the same space and number they are where the clusters begin, so that a number goes on meaning much the
    /// same people. Null for none.
    /// </param>
    /// <returns>The next version; null where there are less than <see cref="UsersMin"/> users.</returns>
    public static SegmentMap? Fit(IReadOnlyList<float[]> vectors, int count, ulong space, SegmentMap? before)
    {
        float[][] units = [.. vectors.Select(Unit).OfType<float[]>()];
        Array.Sort(units, Compare);
        var warm = before is not null && before.Space == space && before.Count == count && units.Length > 0 && before.Dimensions == units[0].Length;
        for (var wanted = Math.Min(count, units.Length / UsersMin); wanted > 0; wanted--)
        {
            var (centroids, users) = Cluster(units, warm && wanted == count ? [.. before!.Centroids] : Begin(units, wanted));
            if (users.Min() >= UsersMin)
            {
                return new SegmentMap((before?.Version ?? 0) + 1, space, centroids, users);
            }
        }

        return null;
    }

    private static (float[][] Centroids, long[] Users) Cluster(float[][] units, float[][] centroids)
    {
        var of = new int[units.Length];
        Array.Fill(of, -1);
        var users = new long[centroids.Length];
        for (var round = 0; round < RoundsMax; round++)
        {
            var hasMoved = false;
            Array.Clear(users);
            for (var i = 0; i < units.Length; i++)
            {
                var nearest = Nearest(units[i], centroids).Place;
                hasMoved |= nearest != of[i];
                users[of[i] = nearest]++;
            }

            if (!hasMoved)
            {
                break;
            }

            centroids = [.. centroids.Select((centroid, k) => MeanOf(units, of, k) ?? centroid)];
        }

        return (centroids, users);
    }

    /// <summary>Each next one is drawn by its distance from those before.</summary>
    private static float[][] Begin(float[][] units, int count)
    {
        var random = new Random(Seed);
        var begun = new List<float[]> { units[random.Next(units.Length)] };
        while (begun.Count < count)
        {
            double[] far = [.. units.Select(unit => Math.Max(0, 1 - Nearest(unit, [.. begun]).Likeness))];
            var left = random.NextDouble() * far.Sum();
            var next = Array.FindIndex(far, distance => (left -= distance) < 0);
            begun.Add(units[next < 0 ? units.Length - 1 : next]);
        }

        return [.. begun];
    }

    private static (int Place, double Likeness) Nearest(float[] unit, float[][] centroids)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var k = 0; k < centroids.Length; k++)
        {
            var likeness = SegmentMap.Dot(unit, centroids[k]);
            (best, most) = likeness > most ? (k, likeness) : (best, most);
        }

        return (best, most);
    }

    private static float[]? MeanOf(float[][] units, int[] of, int k)
    {
        var sum = new double[units[0].Length];
        for (var i = 0; i < units.Length; i++)
        {
            for (var d = 0; of[i] == k && d < sum.Length; d++)
            {
                sum[d] += units[i][d];
            }
        }

        return Unit([.. sum.Select(value => (float)value)]);
    }

    private static float[]? Unit(float[] vector)
    {
        var length = Math.Sqrt(SegmentMap.Dot(vector, vector));
        return length > 0 && double.IsFinite(length) ? [.. vector.Select(value => (float)(value / length))] : null;
    }

    private static int Compare(float[] left, float[] right) => left.AsSpan().SequenceCompareTo(right);
}
