using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>
/// From the unit vectors of a session's items to a query vector at every position. Holds what its backward pass needs
/// of the last forward pass: one object a thread; the parameters are shared.
/// </summary>
internal interface IEncoderNetwork
{
    /// <summary>Where the parameters lie; the same for every network of the same settings.</summary>
    ParameterLayout Layout { get; }

    /// <summary>Writes the start values of a training.</summary>
    void Initialize(float[] parameters, SeededBits bits);

    /// <summary>Queries of length 1 are not asked for: the caller divides by the length.</summary>
    void Forward(float[] parameters, PackedSessions sessions, Matrix inputs, Matrix queries);

    /// <summary>Adds to <paramref name="gradients"/> and writes the inputs' gradients.</summary>
    void Backward(
        float[] parameters, float[] gradients, PackedSessions sessions, Matrix inputs, Matrix dQueries, Matrix dInputs);
}
