using StreamReco.Models.Users;

namespace StreamReco.Models.Segments;

/// <summary>
/// The segments of a shop's users: directions in the space of a model's user vectors. A user belongs to the one that their vector
/// points to most. A record of the log, so that a replay puts a user into the same segment.
/// </summary>
public sealed class SegmentMap
{
    /// <summary>The most segments that there are.</summary>
    public const int CountMax = 32;

    private readonly float[][] _centroids;

    /// <param name="version">From 1; each refresh is one more.</param>
    /// <param name="space">Fingerprint of the item space: users whose vector is of another one belong to no segment.</param>
    /// <param name="centroids">Directions of length 1, all of the same dimensions; 1 to <see cref="CountMax"/>.</param>
    /// <param name="users">Users that each was made of.</param>
    public SegmentMap(int version, ulong space, IReadOnlyList<float[]> centroids, IReadOnlyList<long> users)
    {
        if (centroids.Count is 0 or > CountMax || users.Count != centroids.Count || centroids.Any(one => one.Length == 0 || one.Length != centroids[0].Length))
        {
            throw new ArgumentException(
                $"{centroids.Count} segments with {users.Count} numbers of users: 1 to {CountMax} of the same dimensions are needed.", nameof(centroids));
        }

        (Version, Space, _centroids, Users) = (version, space, [.. centroids], [.. users]);
    }

    /// <summary>Its version.</summary>
    public int Version { get; }

    /// <summary>Fingerprint of the item space.</summary>
    public ulong Space { get; }

    /// <summary>How many segments there are; they are numbered from 0.</summary>
    public int Count => _centroids.Length;

    /// <summary>Dimensions of the space.</summary>
    public int Dimensions => _centroids[0].Length;

    /// <summary>Users that each segment was made of.</summary>
    public IReadOnlyList<long> Users { get; }

    /// <summary>The directions.</summary>
    public IReadOnlyList<float[]> Centroids => _centroids;

    /// <summary>The segment of a user; null where the user touched nothing that the model knows, or the vector is of another model.</summary>
    public int? SegmentOf(UserState user) => user.Vector is { } vector && vector.Space == Space ? SegmentOf(vector.Values) : null;

    /// <summary>The segment of a vector of any length; null for one of length 0 or of other dimensions. The first of those alike.</summary>
    public int? SegmentOf(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            return null;
        }

        var (best, most) = (-1, double.NegativeInfinity);
        for (var segment = 0; segment < _centroids.Length; segment++)
        {
            var likeness = Dot(vector, _centroids[segment]);
            (best, most) = likeness > most ? (segment, likeness) : (best, most);
        }

        return Dot(vector, vector) > 0 ? best : null;
    }

    /// <summary>In the order of the dimensions, so that every machine finds the same number.</summary>
    internal static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }
}
