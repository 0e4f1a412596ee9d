using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// How a rule stands for a source, window by window. It is raised after bad windows in a row and cleared after good ones in a
/// row, so that a value beside its threshold does not raise an alert again and again. A window of too few records changes nothing.
/// </summary>
public sealed class AlertState
{
    private int _bad;
    private int _failed;
    private int _good;

    /// <summary>As it stands: ok, warn or fail.</summary>
    public QualityLevel Level { get; private set; }

    /// <summary>Takes in a closed window.</summary>
    /// <param name="window">How good it is.</param>
    /// <param name="raiseAfter">Bad windows in a row that raise.</param>
    /// <param name="clearAfter">Good windows in a row that clear.</param>
    /// <returns>Whether the level changed.</returns>
    public bool Take(in WindowVerdict window, int raiseAfter, int clearAfter)
    {
        var before = Level;
        switch (window.Level)
        {
            case QualityLevel.Unknown:
                break;
            case QualityLevel.Ok:
                (_bad, _failed) = (0, 0);
                _good = Level == QualityLevel.Ok || !window.Clears ? 0 : _good + 1;
                Level = _good >= clearAfter ? QualityLevel.Ok : Level;
                _good = Level == QualityLevel.Ok ? 0 : _good;
                break;
            default:
                _good = 0;
                _bad = Math.Min(_bad + 1, raiseAfter);
                _failed = window.Level == QualityLevel.Fail ? Math.Min(_failed + 1, raiseAfter) : 0;
                Level = _failed >= raiseAfter ? QualityLevel.Fail
                    : _bad >= raiseAfter && Level == QualityLevel.Ok ? QualityLevel.Warn : Level;
                break;
        }

        return Level != before;
    }

    internal void Write(StateWriter writer)
    {
        writer.Byte((byte)Level);
        writer.Unsigned((ulong)_bad);
        writer.Unsigned((ulong)_failed);
        writer.Unsigned((ulong)_good);
    }

    internal static AlertState Read(ref StateReader reader)
    {
        var level = reader.Byte();
        return level <= (byte)QualityLevel.Fail
            ? new AlertState
            {
                Level = (QualityLevel)level,
                _bad = reader.Count(1 << 20),
                _failed = reader.Count(1 << 20),
                _good = reader.Count(1 << 20),
            }
            : throw new InvalidDataException($"An alert has level {level}; levels are 0 to 2.");
    }
}
