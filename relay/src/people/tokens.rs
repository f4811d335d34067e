//! STUB
pub struct SessionToken(String);
pub struct SessionHash(String);
impl std::str::FromStr for SessionToken {
    type Err = ();
    fn from_str(t: &str) -> Result<Self, ()> {
        Ok(Self(t.into()))
    }
}
impl SessionToken {
    pub fn hash(&self) -> SessionHash {
        SessionHash(self.0.clone())
    }
}
impl SessionHash {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
