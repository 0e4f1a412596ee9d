namespace StreamReco.Models.Retrieval;

/// <summary>Selection of the largest of many without sorting them (Hoare's quickselect).</summary>
internal static class LargestFirst
{
    /// <summary>
    /// Moves the <paramref name="count"/> largest values to the front, in no order; the same for the same input.
    /// </summary>
    public static void Select<T>(Span<T> values, int count)
        where T : unmanaged, IComparable<T>
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = Median(values[low], values[low + ((high - low) / 2)], values[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left].CompareTo(pivot) > 0)
                {
                    left++;
                }

                while (values[right].CompareTo(pivot) < 0)
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
        where T : IComparable<T>
    {
        var (low, high) = a.CompareTo(b) < 0 ? (a, b) : (b, a);
        return c.CompareTo(low) < 0 ? low : c.CompareTo(high) > 0 ? high : c;
    }
}
