namespace StreamReco.Models.Data;

/// <summary>The fields of one row of a file with columns.</summary>
internal interface IFields
{
    int Count { get; }

    /// <summary>The text of a field, valid until the next row.</summary>
    ReadOnlySpan<char> Text(int position);
}
