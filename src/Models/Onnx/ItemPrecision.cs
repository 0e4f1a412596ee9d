namespace StreamReco.Models.Onnx;

/// <summary>How a graph holds the item vectors.</summary>
public enum ItemPrecision
{
    /// <summary>As they were trained.</summary>
    Float32 = 0,

    /// <summary>Half the file; on the CPU the runtime widens the matrix at load and computes as with 32 bits.</summary>
    Float16 = 1,

    /// <summary>
    /// A quarter of the file and of the memory; products of 8-bit integers, each vector with a scale of its own. The CPU
    /// alone has that product.
    /// </summary>
    Int8 = 2,
}
