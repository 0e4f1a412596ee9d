using nietras.SeparatedValues;

namespace StreamReco.Models.Data;

/// <summary>A row that is held in memory, to look at it before it is read.</summary>
internal readonly struct TextFields(string[] fields) : IFields
{
    public int Count => fields.Length;

    public ReadOnlySpan<char> Text(int position) => fields[position];
}

/// <summary>A row of a delimited file.</summary>
internal readonly ref struct SepFields(SepReader.Row row) : IFields
{
    private readonly SepReader.Row _row = row;

    public int Count => _row.ColCount;

    public ReadOnlySpan<char> Text(int position) => _row[position].Span.Trim();

    public string[] ToArray()
    {
        var fields = new string[Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Text(i).ToString();
        }

        return fields;
    }
}
