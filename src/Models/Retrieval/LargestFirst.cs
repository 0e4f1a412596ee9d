using System.Numerics;

namespace StreamReco.Models.Retrieval;

/// <summary>Selection of the largest of many without sorting them (Hoare's quickselect).</summary>
internal static class LargestFirst
{
    /// <summary>
    /// Moves the <paramref name="count"/> largest values to the front, in no order; the same for the same input.
    /// </summary>
    public static void Select<T>(Span<T> values, int count)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = Median(values[low], values[low + ((high - low) / 2)], values[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] > pivot)
                {
                    left++;
                }

                while (values[right] < pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }

            if (count <= right)
            {
                high = right;
            }
            else if (count > left)
            {
                low = left;
            }
            else
            {
                return;
            }
        }
    }

    private static T Median<T>(T a, T b, T c)
        where T : IComparisonOperators<T, T, bool>
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return c < low ? low : c > high ? high : c;
    }
}
