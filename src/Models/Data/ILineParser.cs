namespace StreamReco.Models.Data;

/// <summary>Understands the lines of one form of click file and hands what they say to a <see cref="ClickCollector"/>.</summary>
internal interface ILineParser
{
    /// <summary>Reads one line, without its end. A line that says nothing usable is counted, never thrown at.</summary>
    /// <exception cref="DataFileException">The header shows that the whole file cannot be read in this form.</exception>
    void Parse(ReadOnlyMemory<byte> line);
}
