namespace StreamReco.Models.Data;

/// <summary>Understands the rows of one form of file with columns.</summary>
internal abstract class RowParser
{
    /// <summary>Reads one row, the header among them. A row that says nothing usable is counted, never thrown at.</summary>
    /// <exception cref="DataFileException">The whole file cannot be read in this form.</exception>
    public abstract void Parse(SepFields row);

    /// <summary>The file has ended.</summary>
    /// <exception cref="DataFileException">The whole file cannot be read in this form.</exception>
    public virtual void Finish()
    {
    }
}
